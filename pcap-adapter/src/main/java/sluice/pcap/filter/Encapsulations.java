package sluice.pcap.filter;

import sluice.bpf.Ancillary;
import sluice.bpf.BpfCode;
import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Code;
import sluice.pcap.filter.graph.Condition;
import sluice.pcap.filter.graph.Statement;
import sluice.pcap.filter.graph.Test;

/** The primitives that go into a packet: what follows them is asked of what lies within. */
final class Encapsulations {
    private static final int VLAN_MAX = 0xfff;
    private static final int LABEL_MAX = 0xfffff;
    private static final int SESSION_MAX = 0xffff;
    private static final int NETWORK_MAX = 0xffffff;
    private static final int TAG_OCTETS = 4;
    private static final int ANCILLARY_VLAN_TAG = Ancillary.OFFSET + Ancillary.VLAN_TAG.number();
    private static final int LABEL_OCTETS = 4;

    /** The PPPoE header without the protocol of PPP behind it (RFC 2516 4). */
    private static final int PPPOE_OCTETS = 6;

    /** The port and the headers of Geneve (RFC 8926 3.3 and 3.4). */
    private static final int GENEVE_PORT = 6081;

    private static final int UDP_OCTETS = 8;
    private static final int IP6_OCTETS = 40;

    private final Layout layout;
    private final Fields fields;
    private final LinkTypes types;
    private final Ports ports;
    private final FilterOptions.Source source;

    Encapsulations(
            Layout layout,
            Fields fields,
            LinkTypes types,
            Ports ports,
            FilterOptions.Source source) {
        this.source = source;
        this.layout = layout;
        this.fields = fields;
        this.types = types;
        this.ports = ports;
    }

    Condition generate(Expr.Encapsulated expr) {
        return switch (expr.layer()) {
            case VLAN -> vlan(expr.numbered(), expr.number());
            case MPLS -> mpls(expr.numbered(), expr.number());
            case PPPOES -> pppoes(expr.numbered(), expr.number());
            case GENEVE -> geneve(expr.numbered(), expr.number());
        };
    }

    private void requireAtMost(int number, int max, String what) {
        if (Integer.compareUnsigned(number, max) > 0) {
            throw layout.refuse(what + " " + Integer.toUnsignedString(number) + " is above " + max);
        }
    }

    private Condition vlan(boolean numbered, int tag) {
        if (layout.mplsDepth > 0) throw layout.refuse("no 'vlan' can follow 'mpls'");
        if (layout.link != Link.EN10MB && !layout.link.isWireless()) {
            throw layout.refuse("'vlan' means nothing for " + layout.link.words);
        }
        Condition tagged = types.is(Numbers.TYPE_VLAN).or(types.is(Numbers.TYPE_VLAN_AD));
        tagged = tagged.or(types.is(Numbers.TYPE_VLAN_QINQ));
        if (numbered) {
            requireAtMost(tag, VLAN_MAX, "VLAN");
            tagged = tagged.and(rawPayload(Size.HALF, tag, VLAN_MAX));
        }
        boolean outermost = layout.linkHeader.constant == 0 && !layout.linkPayload.variable;
        if (source == FilterOptions.Source.LINUX_SOCKET && outermost) {
            layout.tagMayBeBeside();
            return tagBeside(numbered, tag, tagged);
        }
        layout.linkPayload.constant += TAG_OCTETS;
        layout.linkType.constant += TAG_OCTETS;
        return tagged;
    }

    /** Of a frame whose tag was taken out, another that it may have is not asked. */
    private Condition tagBeside(boolean numbered, int tag, Condition within) {
        if (!numbered) return isBeside().or(within);
        // The whole tag comes, whatever the size; libpcap's own interpreter knows this one only.
        Condition asked =
                fields.masked(Base.LINK_HEADER, ANCILLARY_VLAN_TAG, Size.OCTET, tag, VLAN_MAX);
        return isBeside().and(asked).or(isBeside().not().and(within));
    }

    private Condition isBeside() {
        return fields.equal(Base.LINK_HEADER, Layout.ANCILLARY_TAG_PRESENT, Size.OCTET, 1);
    }

    private Condition rawPayload(Size size, int value, int mask) {
        return fields.masked(Base.NETWORK, 0, size, value, mask);
    }

    private Condition mpls(boolean numbered, int label) {
        Condition labelled;
        if (layout.mplsDepth > 0) {
            // The label before was not the last.
            labelled = fields.masked(Base.LAST_LABEL, 2, Size.OCTET, 0, 0x01);
        } else {
            labelled =
                    switch (layout.link) {
                        case EN10MB -> types.is(Numbers.TYPE_MPLS);
                        case PPP -> types.is(Numbers.PPP_MPLS);
                        default ->
                                throw layout.refuse(
                                        "'mpls' means nothing for " + layout.link.words);
                    };
        }
        if (numbered) {
            requireAtMost(label, LABEL_MAX, "MPLS label");
            labelled = labelled.and(rawPayload(Size.WORD, label << 12, LABEL_MAX << 12));
        }
        layout.networkNoSnap += LABEL_OCTETS;
        layout.network += LABEL_OCTETS;
        layout.mplsDepth++;
        return labelled;
    }

    private Condition pppoes(boolean numbered, int session) {
        Condition inSession = types.is(Numbers.TYPE_PPPOES);
        if (numbered) {
            requireAtMost(session, SESSION_MAX, "PPPoE session");
            inSession = inSession.and(rawPayload(Size.WORD, session, SESSION_MAX));
        }
        Offset payload = layout.linkPayload;
        int behind = payload.constant + layout.network + PPPOE_OCTETS;
        layout.enter(Link.PPP, payload.variable, behind, payload.register);
        layout.linkType.set(layout.linkHeader);
        payload.constant = layout.linkHeader.constant + 2;
        layout.network = 0;
        layout.networkNoSnap = 0;
        return inSession;
    }

    private Condition geneve(boolean numbered, int network) {
        Condition inIp4 = geneveIn(Base.IP4_PAYLOAD, numbered, network);
        Code ip4 = fields.ip4HeaderToX();
        ip4.add(BpfCode.TXA, 0);
        inIp4 = inIp4.and(alwaysAfter(ip4));
        Condition inIp6 = geneveIn(Base.IP6_PAYLOAD, numbered, network);
        Code ip6 = fields.variableToX(layout.linkPayload);
        ip6.add(BpfCode.LD_IMM, IP6_OCTETS);
        if (layout.linkPayload.variable) ip6.add(BpfCode.ADD | BpfCode.SOURCE_X, 0);
        ip6.add(BpfCode.TAX, 0);
        inIp6 = inIp6.and(alwaysAfter(ip6));
        Code offsets = geneveOffsets();
        offsets.add(BpfCode.LD_IMM, 0);
        layout.geneve = true;
        Test found = new Test(offsets, BpfCode.JEQ, 0);
        found.says("(always so: finds where the headers within Geneve begin)");
        return inIp4.or(inIp6).and(found);
    }

    /** Runs code that leaves the same in A and X, the length of what lies before UDP. */
    private static Condition alwaysAfter(Code code) {
        Test test = new Test(code, BpfCode.JEQ | BpfCode.SOURCE_X, 0);
        test.says("(always so: A and X become the length of the header before UDP)");
        return test;
    }

    private Condition geneveIn(Base base, boolean numbered, int network) {
        Condition port =
                base == Base.IP4_PAYLOAD
                        ? ports.inIp4(GENEVE_PORT, 0, false, Numbers.IP_UDP, Direction.DESTINATION)
                        : ports.inIp6(GENEVE_PORT, 0, false, Numbers.IP_UDP, Direction.DESTINATION);
        Condition version = fields.masked(base, UDP_OCTETS, Size.OCTET, 0, 0xc0);
        Condition geneve = port.and(version);
        if (!numbered) return geneve;
        requireAtMost(network, NETWORK_MAX, "Geneve network");
        int value = network << 8;
        return geneve.and(fields.masked(base, UDP_OCTETS + 4, Size.WORD, value, NETWORK_MAX << 8));
    }

    /**
     * Code that puts into the scratch memory where the inner type field, link header and payload
     * begin, from the length of the outer headers in A.
     */
    private Code geneveOffsets() {
        Code code = new Code();
        code.add(BpfCode.ADD, layout.linkPayload.constant + layout.network + UDP_OCTETS);
        code.add(BpfCode.TAX, 0);
        code.add(BpfCode.ADD, 2);
        layout.linkType.set(true, 0, layout.allocate());
        code.add(BpfCode.ST, layout.linkType.register);
        // Behind the fixed header lie as many words of options as its first octet says.
        code.add(BpfCode.LD_B_IND, 0);
        code.add(BpfCode.AND, 0x3f);
        code.add(BpfCode.MUL, 4);
        code.add(BpfCode.ADD, 8);
        code.add(BpfCode.ADD | BpfCode.SOURCE_X, 0);
        layout.enter(Link.EN10MB, true, 0, layout.allocate());
        code.add(BpfCode.ST, layout.linkHeader.register);
        layout.jumpsInside = true;
        code.add(BpfCode.LD_H_IND, 2);
        code.add(BpfCode.LDX_MEM, layout.linkHeader.register);
        // With an Ethernet header within, its type and payload count.
        Statement bridged = code.add(BpfCode.JEQ, Numbers.TYPE_TRANSPARENT_BRIDGING);
        Statement ethernet = code.add(BpfCode.TXA, 0);
        code.add(BpfCode.ADD, 12);
        code.add(BpfCode.ST, layout.linkType.register);
        code.add(BpfCode.ADD, 2);
        code.add(BpfCode.TAX, 0);
        layout.linkPayload.set(true, 0, layout.allocate());
        Statement payload = code.add(BpfCode.STX, layout.linkPayload.register);
        bridged.jumpsTo(ethernet, payload);
        layout.network = 0;
        return code;
    }
}
