package sluice.linuxstack;

import sluice.conntrack.FragmentPolicy;
import sluice.inet.ReassemblyOptions;
import sluice.netfilter.NfFamily;
import sluice.packet.Octets;

/** Fragments that are gathered for connection tracking, as the host sees them. */
final class ConntrackFragments implements FragmentPolicy {
    private final Net net;

    ConntrackFragments(Net net) {
        this.net = net;
    }

    @Override
    public ReassemblyOptions options(NfFamily family) {
        return family == NfFamily.IPV4
                ? net.sysctls.reassembly4()
                : net.sysctls.conntrack().reassembly6();
    }

    // ip_expire: a host says so of what is for itself; nf_ct_frag6_expire says so of everything
    @Override
    public void expired(NfFamily family, byte[] firstFragment) {
        if (family == NfFamily.IPV6) net.icmp6.reassemblyExpired(firstFragment);
        else if (net.routing4.isLocal(Octets.i32(firstFragment, 16)))
            net.icmp4.reassemblyExpired(firstFragment);
    }
}
