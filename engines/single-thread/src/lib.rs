//! A competent single thread.
//!
//! The same answers as the engines, computed by one thread over the arrivals, without queue, exchange or fault tolerance:
//! the yardstick of COST (McSherry, Isard, Murray, HotOS 2015).
