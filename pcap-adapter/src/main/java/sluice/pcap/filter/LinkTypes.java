package sluice.pcap.filter;

import sluice.bpf.BpfCode;
import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Code;
import sluice.pcap.filter.graph.Condition;
import sluice.pcap.filter.graph.Test;

/**
 * Tests of what the payload of a link is: an EtherType, or, up to {@link Numbers#LENGTH_MAX}, a
 * service access point of 802.2.
 */
final class LinkTypes {
    /** The protocol of a Linux cooked header that stands for an 802.2 frame, or Novell's 802.3. */
    private static final int SLL_802_2 = 0x0004;

    private static final int SLL_802_3 = 0x0001;

    /** Address families that a BSD loopback header may have for IPv6: on Linux, and in files. */
    private static final int FAMILY_IP = 2;

    private static final int FAMILY_IP6_LINUX = 10;
    private static final int FAMILY_IP6_BSD = 24;
    private static final int FAMILY_IP6_FREEBSD = 28;
    private static final int FAMILY_IP6_DARWIN = 30;

    /** Bits of the first octet of an 802.11 header: data, and neither control nor reserved. */
    private static final int WIRELESS_DATA = 0x08;

    private static final int WIRELESS_CONTROL = 0x04;

    private final Layout layout;
    private final Fields fields;
    private final FilterOptions.Source source;

    LinkTypes(Layout layout, Fields fields, FilterOptions.Source source) {
        this.layout = layout;
        this.fields = fields;
        this.source = source;
    }

    /** The payload is {@code type}. */
    Condition is(int type) {
        layout.asked = type;
        if (layout.mplsDepth > 0) return behindLabel(type);
        return switch (layout.link) {
            case EN10MB -> ethernet(type);
            case IEEE802_11, IEEE802_11_RADIO -> wirelessData().and(llc(type));
            case LINUX_SLL -> cooked(type);
            case LINUX_SLL2 -> fields.equal(Base.LINK_TYPE, 0, Size.HALF, type);
            case RAW ->
                    switch (type) {
                        case Numbers.TYPE_IP -> version(Base.LINK_HEADER, 0x40);
                        case Numbers.TYPE_IP6 -> version(Base.LINK_HEADER, 0x60);
                        default -> Fields.always(false);
                    };
            case IPV4 -> Fields.always(type == Numbers.TYPE_IP);
            case IPV6 -> Fields.always(type == Numbers.TYPE_IP6);
            case PPP -> fields.equal(Base.LINK_TYPE, 0, Size.HALF, pppType(type));
            case NULL, LOOP ->
                    switch (type) {
                        case Numbers.TYPE_IP -> family(FAMILY_IP);
                        case Numbers.TYPE_IP6 -> familyIp6();
                        default -> Fields.always(false);
                    };
        };
    }

    private Condition version(Base base, int version) {
        return fields.masked(base, 0, Size.OCTET, version, 0xf0);
    }

    /** Behind the last label (its bottom bit set) only the version of IP tells. */
    private Condition behindLabel(int type) {
        int version =
                switch (type) {
                    case Numbers.TYPE_IP -> 0x40;
                    case Numbers.TYPE_IP6 -> 0x60;
                    default -> throw layout.refuse("behind mpls only ip and ip6 can be told apart");
                };
        Condition bottom = fields.masked(Base.NETWORK, -2, Size.OCTET, 0x01, 0x01);
        return bottom.and(version(Base.NETWORK, version));
    }

    private Condition family(int family) {
        int value = family;
        if (layout.link == Link.NULL && source != FilterOptions.Source.SWAPPED_FILE) {
            // The header is in the order of the host that wrote it: here a little-endian one.
            value = Integer.reverseBytes(value);
        }
        return fields.equal(Base.LINK_HEADER, 0, Size.WORD, value);
    }

    private Condition familyIp6() {
        if (source.isLive()) return family(FAMILY_IP6_LINUX);
        Condition older = family(FAMILY_IP6_BSD).or(family(FAMILY_IP6_FREEBSD));
        return family(FAMILY_IP6_DARWIN).or(older);
    }

    private static int pppType(int type) {
        return switch (type) {
            case Numbers.TYPE_IP -> Numbers.PPP_IP;
            case Numbers.TYPE_IP6 -> Numbers.PPP_IP6;
            case Numbers.TYPE_DECNET -> Numbers.PPP_DECNET;
            case Numbers.TYPE_ATALK -> Numbers.PPP_APPLE;
            case Numbers.TYPE_NS -> Numbers.PPP_NS;
            case Numbers.SAP_ISO -> Numbers.PPP_OSI;
            case Numbers.SAP_SPANNING_TREE -> Numbers.PPP_BRIDGE;
            case Numbers.SAP_IPX -> Numbers.PPP_IPX;
            default -> type;
        };
    }

    /** The type field of Ethernet holds a length: a frame of 802.3. */
    Condition isLength() {
        return fields.above(Base.LINK_TYPE, 0, Size.HALF, Numbers.LENGTH_MAX).not();
    }

    private Condition type(int type) {
        return fields.equal(Base.LINK_TYPE, 0, Size.HALF, type);
    }

    private Condition bothSaps(int sap) {
        return fields.equal(Base.LLC, 0, Size.HALF, sap << 8 | sap);
    }

    private Condition ethernet(int type) {
        return switch (type) {
            case Numbers.SAP_ISO, Numbers.SAP_IP, Numbers.SAP_NETBEUI -> {
                yield isLength().and(bothSaps(type));
            }
            case Numbers.SAP_IPX -> {
                // By its SAP, Novell's frames without LLC, by SNAP, or by its EtherType.
                Condition sap = fields.equal(Base.LLC, 0, Size.OCTET, Numbers.SAP_IPX);
                Condition novell = fields.equal(Base.LLC, 0, Size.HALF, 0xffff);
                Condition llc = fields.snap(0, Numbers.TYPE_IPX).or(sap.or(novell));
                yield type(Numbers.TYPE_IPX).or(isLength().and(llc));
            }
            case Numbers.TYPE_ATALK, Numbers.TYPE_AARP -> {
                yield type(type).or(isLength().and(appleSnap(type)));
            }
            default -> {
                if (Integer.compareUnsigned(type, Numbers.LENGTH_MAX) > 0) yield type(type);
                yield isLength().and(fields.equal(Base.LINK_TYPE, 2, Size.OCTET, type));
            }
        };
    }

    private Condition appleSnap(int type) {
        return fields.snap(type == Numbers.TYPE_ATALK ? 0x080007 : 0, type);
    }

    private Condition cooked(int type) {
        return switch (type) {
            case Numbers.SAP_ISO, Numbers.SAP_IP, Numbers.SAP_NETBEUI -> {
                yield type(SLL_802_2).and(bothSaps(type));
            }
            case Numbers.SAP_IPX -> {
                Condition sap = fields.equal(Base.LLC, 0, Size.OCTET, Numbers.SAP_IPX);
                Condition llc = type(SLL_802_2).and(sap.or(fields.snap(0, Numbers.TYPE_IPX)));
                yield type(Numbers.TYPE_IPX).or(type(SLL_802_3).or(llc));
            }
            case Numbers.TYPE_ATALK, Numbers.TYPE_AARP -> {
                yield type(type).or(type(SLL_802_2).and(appleSnap(type)));
            }
            default -> {
                if (Integer.compareUnsigned(type, Numbers.LENGTH_MAX) > 0) yield type(type);
                int behind = layout.linkPayload.constant;
                yield type(SLL_802_2).and(fields.equal(Base.LINK_HEADER, behind, Size.OCTET, type));
            }
        };
    }

    /** What an LLC header announces, for links that always have one. */
    private Condition llc(int type) {
        return switch (type) {
            case Numbers.SAP_IP, Numbers.SAP_ISO, Numbers.SAP_NETBEUI -> bothSaps(type);
            case Numbers.TYPE_ATALK -> appleSnap(type);
            default ->
                    Integer.compareUnsigned(type, Numbers.LENGTH_MAX) <= 0
                            ? fields.equal(Base.LLC, 0, Size.OCTET, type)
                            : fields.equal(Base.LLC, 6, Size.HALF, type);
        };
    }

    /** A data frame of 802.11. */
    private Condition wirelessData() {
        Condition data = fields.anyBit(Base.LINK_HEADER, 0, Size.OCTET, WIRELESS_DATA);
        Condition control = fields.anyBit(Base.LINK_HEADER, 0, Size.OCTET, WIRELESS_CONTROL);
        return control.not().and(data);
    }

    /** {@code llc}: a frame with an LLC header. */
    Condition hasLlc() {
        if (layout.link.isWireless()) return wirelessData();
        if (layout.link != Link.EN10MB) {
            throw layout.refuse("'llc' means nothing for " + layout.link.words);
        }
        Condition length = isLength();
        return length.and(fields.equal(Base.LLC, 0, Size.HALF, 0xffff).not());
    }

    /** {@code llc} with bits of the control octet. */
    Condition llc(int value, int mask) {
        Condition llc = hasLlc();
        if (mask == 0) return llc;
        if (mask == 0x01) return llc.and(fields.anyBit(Base.LLC, 2, Size.OCTET, 0x01).not());
        return llc.and(fields.masked(Base.LLC, 2, Size.OCTET, value, mask));
    }

    /**
     * Behind {@code geneve}: there is an inner Ethernet header, which is so if its payload does not
     * begin where it would begin itself. Null elsewhere, where no such check is needed.
     */
    Condition withInnerHeader(Condition what) {
        if (!layout.geneve) return what;
        Code code = new Code();
        code.add(BpfCode.LD_MEM, layout.linkHeader.register);
        code.add(BpfCode.LDX_MEM, layout.linkPayload.register);
        Test bare = new Test(code, BpfCode.JEQ | BpfCode.SOURCE_X, 0);
        bare.says("there is no Ethernet header within Geneve");
        return bare.not().and(what);
    }
}
