package sluice.pcap.filter;

import sluice.bpf.BpfCode;
import sluice.pcap.filter.graph.Code;
import sluice.pcap.filter.graph.Condition;
import sluice.pcap.filter.graph.Test;

/** Code that loads fields of a packet, and tests of them. */
final class Fields {
    /** Length of an IPv6 header (RFC 8200 3). */
    private static final int IP6_HEADER_OCTETS = 40;

    private final Layout layout;

    Fields(Layout layout) {
        this.layout = layout;
    }

    /** How many octets a field has, by the code that loads it. */
    enum Size {
        OCTET(BpfCode.LD_B_ABS, BpfCode.LD_B_IND),
        HALF(BpfCode.LD_H_ABS, BpfCode.LD_H_IND),
        WORD(BpfCode.LD_W_ABS, BpfCode.LD_W_IND);

        final int absolute;
        final int indirect;

        Size(int absolute, int indirect) {
            this.absolute = absolute;
            this.indirect = indirect;
        }
    }

    /** Code for A to become a field. */
    Code load(Base base, int offset, Size size) {
        return switch (base) {
            case LINK_HEADER -> load(layout.linkHeader, offset, size);
            case LINK_TYPE -> load(layout.linkType, offset, size);
            case LLC -> load(layout.linkPayload, offset, size);
            case NETWORK -> load(layout.linkPayload, layout.network + offset, size);
            case NETWORK_NO_SNAP -> load(layout.linkPayload, layout.networkNoSnap + offset, size);
            case LAST_LABEL -> load(layout.linkPayload, layout.network - 4 + offset, size);
            case IP6_PAYLOAD -> {
                int behind = layout.network + IP6_HEADER_OCTETS + offset;
                yield load(layout.linkPayload, behind, size);
            }
            case IP4_PAYLOAD -> {
                Code code = ip4HeaderToX();
                code.add(size.indirect, layout.linkPayload.constant + layout.network + offset);
                yield code;
            }
        };
    }

    private Code load(Offset from, int offset, Size size) {
        Code code = variableToX(from);
        int code0 = from.variable ? size.indirect : size.absolute;
        code.add(code0, from.constant + offset);
        return code;
    }

    /** Code for X to become the variable part of {@code offset}; none if it has none. */
    Code variableToX(Offset offset) {
        Code code = new Code();
        if (offset.variable) {
            if (offset.register == Offset.NONE) offset.register = layout.allocate();
            code.add(BpfCode.LDX_MEM, offset.register);
        }
        return code;
    }

    /** Code for X to become the length of the IPv4 header and the variable part before it. */
    Code ip4HeaderToX() {
        Code code = variableToX(layout.linkPayload);
        int at = layout.linkPayload.constant + layout.network;
        if (layout.linkPayload.variable) {
            code.add(BpfCode.LD_B_IND, at);
            code.add(BpfCode.AND, 0x0f);
            code.add(BpfCode.LSH, 2);
            code.add(BpfCode.ADD | BpfCode.SOURCE_X, 0);
            code.add(BpfCode.TAX, 0);
        } else {
            code.add(BpfCode.LDX_MSH, at);
        }
        return code;
    }

    /** A field, of which the bits of {@code mask} count, against a value. */
    Condition compare(Base base, int offset, Size size, int mask, int jumpCode, int value) {
        Code code = load(base, offset, size);
        if (mask != -1) code.add(BpfCode.AND, mask);
        layout.countTest();
        Test test = new Test(code, jumpCode, value);
        if (layout.explains) test.says(Questions.of(layout, base, offset, size, mask, test));
        return test;
    }

    Condition equal(Base base, int offset, Size size, int value) {
        return compare(base, offset, size, -1, BpfCode.JEQ, value);
    }

    Condition masked(Base base, int offset, Size size, int value, int mask) {
        return compare(base, offset, size, mask, BpfCode.JEQ, value);
    }

    Condition above(Base base, int offset, Size size, int value) {
        return compare(base, offset, size, -1, BpfCode.JGT, value);
    }

    Condition aboveOrEqual(Base base, int offset, Size size, int value) {
        return compare(base, offset, size, -1, BpfCode.JGE, value);
    }

    /** One of the bits of {@code bits} is set in an octet. */
    Condition anyBit(Base base, int offset, Size size, int bits) {
        return compare(base, offset, size, -1, BpfCode.JSET, bits);
    }

    /** Six octets, the last four first: they differ more often. */
    Condition mac(int offset, long address) {
        Condition low = equal(Base.LINK_HEADER, offset + 2, Size.WORD, (int) address);
        Condition high = equal(Base.LINK_HEADER, offset, Size.HALF, (int) (address >>> 32));
        return low.and(high);
    }

    /** A SNAP header for {@code organization} and {@code type} (RFC 1042), the end first. */
    Condition snap(int organization, int type) {
        int low = organization << 16 | type;
        int high = 0xaaaa0300 | organization >>> 16;
        return equal(Base.LLC, 4, Size.WORD, low).and(equal(Base.LLC, 0, Size.WORD, high));
    }

    /** Holds for every packet, or for none. */
    static Condition always(boolean holds) {
        Code code = new Code();
        code.add(BpfCode.LD_IMM, holds ? 0 : 1);
        Test test = new Test(code, BpfCode.JEQ, 0);
        test.says(holds ? "(always so)" : "(never so)");
        return test;
    }
}
