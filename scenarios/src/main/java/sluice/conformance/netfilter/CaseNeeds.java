package sluice.conformance.netfilter;

import java.util.Optional;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6View;

/** What a case needs that is not there yet: the reason to skip it. */
final class CaseNeeds {
    private CaseNeeds() {}

    /** The first thing that is missing, in the form {@code needs ...}; empty if nothing is. */
    static Optional<String> missing(KernelCase one) {
        if (one.rules().decision().isPresent()) return Optional.of("needs a ruleset");
        for (KernelCase.Interface each : one.device().interfaces()) {
            switch (each.kind()) {
                case BRIDGE -> {
                    return Optional.of("needs a bridge");
                }
                case LO, VETH, TUN, TAP -> {}
            }
        }
        for (String name : one.device().sysctls().keySet()) {
            if (name.startsWith("net.netfilter.nf_conntrack"))
                return Optional.of("needs connection tracking");
        }
        for (CaseStep step : one.steps()) {
            switch (step) {
                case CaseStep.Other other -> {
                    return Optional.of("needs the step " + other.name());
                }
                case CaseStep.Inject inject -> {
                    if (one.rules().tracks() && isFragment(inject.octets()))
                        return Optional.of("needs connection tracking");
                }
                case CaseStep.UdpSend _,
                        CaseStep.Ping _,
                        CaseStep.RawSend _,
                        CaseStep.TcpConnect _,
                        CaseStep.TcpSend _,
                        CaseStep.Close _,
                        CaseStep.Wait _,
                        CaseStep.IpCommand _ -> {}
            }
        }
        return Optional.empty();
    }

    /** Whether an Ethernet frame carries a fragment. */
    private static boolean isFragment(byte[] frame) {
        int at = EthernetView.HEADER_OCTETS;
        if (is(EtherTypes.IPV4, frame, Ipv4View.HEADER_OCTETS_MIN))
            return (Octets.u16(frame, at + 6) & 0x3fff) != 0;
        return is(EtherTypes.IPV6, frame, Ipv6View.HEADER_OCTETS)
                && new Ipv6View(frame, at).nextHeader() == IpProtocols.FRAGMENT;
    }

    private static boolean is(int etherType, byte[] frame, int headerOctets) {
        return frame.length >= EthernetView.HEADER_OCTETS + headerOctets
                && new EthernetView(frame, 0).typeOrLength() == etherType;
    }
}
