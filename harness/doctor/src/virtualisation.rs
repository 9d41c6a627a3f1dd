//! What stands between the kernel and the hardware.

/// Vendors as the firmware of their machines names them, and what they are called.
const VENDORS: [(&str, &str); 8] = [
    ("QEMU", "KVM"),
    ("Amazon EC2", "EC2"),
    ("Google", "Google Compute Engine"),
    ("Microsoft Corporation", "Hyper-V"),
    ("VMware", "VMware"),
    ("Xen", "Xen"),
    ("innotek", "VirtualBox"),
    ("DigitalOcean", "DigitalOcean"),
];

/// `none` on hardware, a hypervisor by its name, or `virtual machine`; `None` where the processor does not tell.
/// `/proc/cpuinfo` of x86 lists the flag `hypervisor`.
pub(crate) fn virtualisation(cpuinfo: &str, vendor: &str) -> Option<String> {
    let flags = cpuinfo.lines().find(|line| line.starts_with("flags"))?;
    if !flags.split_whitespace().any(|flag| flag == "hypervisor") {
        return Some("none".to_owned());
    }
    let known = VENDORS.iter().find(|(name, _)| vendor.trim().starts_with(name));
    Some(known.map_or("virtual machine", |(_, name)| name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_of_the_processor_decides_and_the_vendor_names() {
        let guest = "model name : X\nflags : fpu hypervisor lahf_lm\n";
        assert_eq!(virtualisation(guest, "").as_deref(), Some("virtual machine"));
        assert_eq!(virtualisation(guest, "QEMU\n").as_deref(), Some("KVM"));
        assert_eq!(virtualisation("flags : fpu\n", "Dell").as_deref(), Some("none"));
        assert_eq!(virtualisation("", "QEMU"), None);
    }
}
