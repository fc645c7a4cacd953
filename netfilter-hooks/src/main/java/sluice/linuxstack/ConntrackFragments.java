package sluice.linuxstack;

import sluice.conntrack.FragmentPolicy;
import sluice.inet.InetDrop;
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

    @Override
    public void gathering(NfFamily family) {
        // nf_ct_frag6_gather counts nothing.
        if (family == NfFamily.IPV4) net.snmp.count(SnmpCounter.IP_REASM_REQDS);
    }

    @Override
    public void gathered(NfFamily family) {
        if (family == NfFamily.IPV4) net.snmp.count(SnmpCounter.IP_REASM_OKS);
    }

    @Override
    public void failed(NfFamily family, InetDrop why) {
        boolean ipv6 = family == NfFamily.IPV6;
        if (!ipv6 || why == InetDrop.FRAGMENT_TIMEOUT) net.snmp.gatheringFailed(why, ipv6);
    }

    // ip_expire: a host says so of what is for itself; nf_ct_frag6_expire says so of everything
    @Override
    public void expired(NfFamily family, byte[] firstFragment) {
        if (family == NfFamily.IPV6) net.icmp6.reassemblyExpired(firstFragment);
        else if (net.routing4.isLocal(Octets.i32(firstFragment, 16)))
            net.icmp4.reassemblyExpired(firstFragment);
    }
}
