//! Micro-batch plans of several stateful operators: chains, joins, group state.
