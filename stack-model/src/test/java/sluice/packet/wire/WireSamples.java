package sluice.packet.wire;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary legal headers of every kind, each with the parser that reads it back. */
final class WireSamples {
    private static final Arbitrary<Integer> OCTET = Arbitraries.integers().between(0, 0xff);
    private static final Arbitrary<Integer> WORD = Arbitraries.integers().between(0, 0xffff);
    private static final Arbitrary<Integer> INT = Arbitraries.integers();
    private static final Arbitrary<Long> LONG = Arbitraries.longs();
    private static final Arbitrary<Boolean> FLAG = Arbitraries.of(true, false);
    private static final Arbitrary<Long> MAC =
            Arbitraries.longs().between(0, Addresses.MAC_BROADCAST);

    private WireSamples() {}

    /** Reads a header, empty where the octets are no legal one. */
    interface Parser {
        Optional<?> parse(byte[] octets, int offset, int limit);
    }

    /** The same question without an object. */
    interface Fits {
        boolean fits(byte[] octets, int offset, int limit);
    }

    /** Puts the header into octets. */
    interface Writer {
        void writeTo(byte[] octets, int offset);
    }

    /** A header, its octets on the wire (payload it claims included) and its parser. */
    record Sample(
            String name,
            Object header,
            int headerOctets,
            int claimedOctets,
            Writer writer,
            Parser parser,
            Fits fits) {
        @Override
        public String toString() {
            return name + " " + header;
        }
    }

    static final List<Sample> PARSERS =
            List.of(
                    ethernet(new EthernetHeader(1, 2, 3)),
                    vlan(new VlanHeader(1, true, 2, 3)),
                    llc(LlcHeader.snap()),
                    snap(new SnapHeader(0, 0x800)),
                    arp(new ArpHeader(1, 2, 3, 4, 5)),
                    ipv4(Ipv4Header.of(17, 1, 2, 64, 0)),
                    ipv6(new Ipv6Header(0, 0, 0, 17, 64, 1, 2, 3, 4)),
                    extension(Ipv6ExtensionHeader.routerAlert(58)),
                    fragment(new Ipv6FragmentHeader(17, 8, true, 9)),
                    ah(new AhHeader(17, 1, 2, OctetSequence.EMPTY)),
                    icmp(IcmpHeader.echoRequest(1, 2)),
                    icmpv6(Icmpv6Header.echoRequest(1, 2)),
                    ndp(new NdpHeader.Redirect(1, 2, 3, 4)),
                    mld(new MldHeader(130, 1, 2, 3)),
                    mldReport(new Mldv2ReportHeader(List.of())),
                    igmp(new IgmpHeader(0x11, 0, 0)),
                    igmpReport(new Igmpv3ReportHeader(List.of())),
                    udp(new UdpHeader(1, 2, 0)),
                    tcp(new TcpHeader(1, 2, 3, 4, 5, 6, 7, List.of())));

    static Arbitrary<Sample> all() {
        return Arbitraries.oneOf(
                Combinators.combine(MAC, MAC, WORD)
                        .as(EthernetHeader::new)
                        .map(WireSamples::ethernet),
                Combinators.combine(
                                Arbitraries.integers().between(0, 7),
                                FLAG,
                                Arbitraries.integers().between(0, 0xfff),
                                WORD)
                        .as(VlanHeader::new)
                        .map(WireSamples::vlan),
                Combinators.combine(OCTET, OCTET, FLAG, WORD)
                        .as(WireSamples::llcHeader)
                        .map(WireSamples::llc),
                Combinators.combine(Arbitraries.integers().between(0, 0xff_ffff), WORD)
                        .as(SnapHeader::new)
                        .map(WireSamples::snap),
                Combinators.combine(WORD, MAC, INT, MAC, INT)
                        .as(ArpHeader::new)
                        .map(WireSamples::arp),
                ipv4Headers().map(WireSamples::ipv4),
                ipv6Headers().map(WireSamples::ipv6),
                Combinators.combine(OCTET, octets(0, 5, 8, 6))
                        .as(Ipv6ExtensionHeader::new)
                        .map(WireSamples::extension),
                Combinators.combine(OCTET, Arbitraries.integers().between(0, 8191), FLAG, INT)
                        .as((next, units, more, id) ->
                                new Ipv6FragmentHeader(next, units * 8, more, id))
                        .map(WireSamples::fragment),
                Combinators.combine(OCTET, INT, INT, octets(0, 254, 4, 0))
                        .as(AhHeader::new)
                        .map(WireSamples::ah),
                Combinators.combine(OCTET, OCTET, INT).as(IcmpHeader::new).map(WireSamples::icmp),
                Combinators.combine(OCTET, OCTET, INT)
                        .as(Icmpv6Header::new)
                        .map(WireSamples::icmpv6),
                ndpHeaders().map(WireSamples::ndp),
                Combinators.combine(Arbitraries.of(130, 131, 132), WORD, LONG, LONG)
                        .as(MldHeader::new)
                        .map(WireSamples::mld),
                Combinators.combine(
                                OCTET, octets(1, 1, 16, 0), octets(0, 4, 16, 0), octets(0, 3, 4, 0))
                        .as(Mldv2ReportHeader.GroupRecord::new)
                        .list()
                        .ofMaxSize(4)
                        .map(Mldv2ReportHeader::new)
                        .map(WireSamples::mldReport),
                Combinators.combine(OCTET, OCTET, INT).as(IgmpHeader::new).map(WireSamples::igmp),
                Combinators.combine(
                                OCTET, octets(1, 1, 4, 0), octets(0, 4, 4, 0), octets(0, 3, 4, 0))
                        .as(Igmpv3ReportHeader.GroupRecord::new)
                        .list()
                        .ofMaxSize(4)
                        .map(Igmpv3ReportHeader::new)
                        .map(WireSamples::igmpReport),
                Combinators.combine(WORD, WORD, Arbitraries.integers().between(0, 200))
                        .as(UdpHeader::new)
                        .map(WireSamples::udp),
                Combinators.combine(
                                WORD,
                                WORD,
                                INT,
                                INT,
                                Arbitraries.integers().between(0, 0xfff),
                                WORD,
                                WORD,
                                tcpOptions())
                        .as(TcpHeader::new)
                        .map(WireSamples::tcp));
    }

    static Arbitrary<Ipv4Header> ipv4Headers() {
        return Combinators.combine(
                        OCTET,
                        WORD,
                        WORD,
                        OCTET,
                        OCTET,
                        INT,
                        INT,
                        Combinators.combine(
                                        octets(0, 10, 4, 0), Arbitraries.integers().between(0, 200))
                                .as(OptionsAndPayload::new))
                .as((tos, id, fragment, ttl, protocol, source, destination, rest) ->
                        new Ipv4Header(
                                tos,
                                id,
                                fragment >>> 13,
                                (fragment & 0x1fff) * 8,
                                ttl,
                                protocol,
                                source,
                                destination,
                                rest.options,
                                rest.payloadOctets));
    }

    private record OptionsAndPayload(OctetSequence options, int payloadOctets) {}

    private static Arbitrary<Ipv6Header> ipv6Headers() {
        return Combinators.combine(
                        OCTET,
                        Arbitraries.integers().between(0, 0xf_ffff),
                        Arbitraries.integers().between(0, 200),
                        OCTET,
                        OCTET,
                        LONG,
                        LONG,
                        LONG)
                .as((tc, flow, payload, next, hops, a, b, c) ->
                        new Ipv6Header(tc, flow, payload, next, hops, a, b, c, ~a));
    }

    private static Arbitrary<NdpHeader> ndpHeaders() {
        return Arbitraries.oneOf(
                Arbitraries.just(new NdpHeader.RouterSolicitation()),
                Combinators.combine(OCTET, OCTET, WORD, INT, INT)
                        .as(NdpHeader.RouterAdvertisement::new),
                Combinators.combine(LONG, LONG).as(NdpHeader.NeighborSolicitation::new),
                Combinators.combine(FLAG, FLAG, FLAG, LONG, LONG)
                        .as(NdpHeader.NeighborAdvertisement::new),
                Combinators.combine(LONG, LONG, LONG, LONG).as(NdpHeader.Redirect::new));
    }

    private static Arbitrary<List<TcpOption>> tcpOptions() {
        Arbitrary<TcpOption> option =
                Arbitraries.oneOf(
                        Arbitraries.just(new TcpOption.NoOperation()),
                        WORD.map(TcpOption.MaximumSegmentSize::new),
                        OCTET.map(TcpOption.WindowScale::new),
                        Arbitraries.just(new TcpOption.SackPermitted()),
                        Combinators.combine(INT, INT)
                                .as(TcpOption.SackBlock::new)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(4)
                                .map(TcpOption.Sack::new),
                        Combinators.combine(INT, INT).as(TcpOption.Timestamps::new),
                        Combinators.combine(
                                        Arbitraries.integers().between(9, 255), octets(0, 12, 1, 0))
                                .as(TcpOption.Unknown::new));
        return option.list()
                .ofMaxSize(6)
                .filter(list -> list.stream().mapToInt(TcpOption::lengthOctets).sum() <= 40);
    }

    private static LlcHeader llcHeader(int dsap, int ssap, boolean unnumbered, int control) {
        return unnumbered
                ? new LlcHeader(dsap, ssap, true, (control & 0xff) | 3)
                : new LlcHeader(dsap, ssap, false, control & 0xfeff);
    }

    static Arbitrary<OctetSequence> octets(int unitsMin, int unitsMax, int unit, int extra) {
        return Arbitraries.integers()
                .between(unitsMin, unitsMax)
                .flatMap(units ->
                        Arbitraries.bytes().array(byte[].class).ofSize(units * unit + extra))
                .map(OctetSequence::copyOf);
    }

    private static Sample ethernet(EthernetHeader h) {
        return new Sample(
                "ethernet",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> EthernetView.checked(o, at, end).map(EthernetView::toHeader),
                EthernetView::fits);
    }

    private static Sample vlan(VlanHeader h) {
        return new Sample(
                "vlan",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> VlanView.checked(o, at, end).map(VlanView::toHeader),
                VlanView::fits);
    }

    private static Sample llc(LlcHeader h) {
        return new Sample(
                "llc",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> LlcView.checked(o, at, end).map(LlcView::toHeader),
                LlcView::fits);
    }

    private static Sample snap(SnapHeader h) {
        return new Sample(
                "snap",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> SnapView.checked(o, at, end).map(SnapView::toHeader),
                SnapView::fits);
    }

    private static Sample arp(ArpHeader h) {
        return new Sample(
                "arp",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> ArpView.checked(o, at, end).flatMap(ArpView::toHeader),
                ArpView::fits);
    }

    private static Sample ipv4(Ipv4Header h) {
        return new Sample(
                "ipv4",
                h,
                h.lengthOctets(),
                h.lengthOctets() + h.payloadOctets(),
                h::writeTo,
                (o, at, end) -> Ipv4View.checked(o, at, end).map(Ipv4View::toHeader),
                Ipv4View::fits);
    }

    private static Sample ipv6(Ipv6Header h) {
        return new Sample(
                "ipv6",
                h,
                h.lengthOctets(),
                h.lengthOctets() + h.payloadOctets(),
                h::writeTo,
                (o, at, end) -> Ipv6View.checked(o, at, end).map(Ipv6View::toHeader),
                Ipv6View::fits);
    }

    private static Sample extension(Ipv6ExtensionHeader h) {
        return new Sample(
                "ipv6 extension",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) ->
                        Ipv6ExtensionView.checked(o, at, end).map(Ipv6ExtensionView::toHeader),
                Ipv6ExtensionView::fits);
    }

    private static Sample fragment(Ipv6FragmentHeader h) {
        return new Sample(
                "ipv6 fragment",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) ->
                        Ipv6FragmentView.checked(o, at, end).map(Ipv6FragmentView::toHeader),
                Ipv6FragmentView::fits);
    }

    private static Sample ah(AhHeader h) {
        return new Sample(
                "ah",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> AhView.checked(o, at, end).map(AhView::toHeader),
                AhView::fits);
    }

    private static Sample icmp(IcmpHeader h) {
        return new Sample(
                "icmp",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> IcmpView.checked(o, at, end).map(IcmpView::toHeader),
                IcmpView::fits);
    }

    private static Sample icmpv6(Icmpv6Header h) {
        return new Sample(
                "icmpv6",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> Icmpv6View.checked(o, at, end).map(Icmpv6View::toHeader),
                Icmpv6View::fits);
    }

    private static Sample ndp(NdpHeader h) {
        return new Sample(
                "ndp",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> NdpView.checked(o, at, end).map(NdpView::toHeader),
                NdpView::fits);
    }

    private static Sample mld(MldHeader h) {
        return new Sample(
                "mld",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> MldView.checked(o, at, end).map(MldView::toHeader),
                MldView::fits);
    }

    private static Sample mldReport(Mldv2ReportHeader h) {
        return new Sample(
                "mldv2 report",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> Mldv2ReportView.checked(o, at, end).map(Mldv2ReportView::toHeader),
                Mldv2ReportView::fits);
    }

    private static Sample igmp(IgmpHeader h) {
        return new Sample(
                "igmp",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> IgmpView.checked(o, at, end).map(IgmpView::toHeader),
                IgmpView::fits);
    }

    private static Sample igmpReport(Igmpv3ReportHeader h) {
        return new Sample(
                "igmpv3 report",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) ->
                        Igmpv3ReportView.checked(o, at, end).map(Igmpv3ReportView::toHeader),
                Igmpv3ReportView::fits);
    }

    private static Sample udp(UdpHeader h) {
        return new Sample(
                "udp",
                h,
                h.lengthOctets(),
                h.lengthOctets() + h.payloadOctets(),
                h::writeTo,
                (o, at, end) -> UdpView.checked(o, at, end).map(UdpView::toHeader),
                UdpView::fits);
    }

    private static Sample tcp(TcpHeader h) {
        return new Sample(
                "tcp",
                h,
                h.lengthOctets(),
                h.lengthOctets(),
                h::writeTo,
                (o, at, end) -> TcpView.checked(o, at, end).map(TcpView::toHeader),
                TcpView::fits);
    }
}
