package sluice.pcap.filter;

import sluice.bpf.BpfCode;
import sluice.pcap.filter.graph.Code;
import sluice.pcap.filter.graph.Statement;
import sluice.pcap.filter.graph.Test;

/**
 * Code before the first test that computes where headers of variable length end, for the words of
 * scratch memory that tests take them from. Radiotap (radiotap.org) has its length in the third and
 * fourth octet, the low one first; an 802.11 data header is 24 octets long, 26 with QoS, and may be
 * padded to a multiple of four as a radiotap flag says. Of a frame from a packet socket, how much
 * of it its outermost VLAN tag takes: Linux may have taken it out.
 */
final class Prologue {
    private static final int MAC_HEADER_OCTETS = 24;
    private static final int QOS_OCTETS = 2;
    private static final int DATA = 0x08;
    private static final int CONTROL = 0x04;
    private static final int QOS = 0x80;

    /** Bits of radiotap's presence word as a load of four octets has them. */
    private static final int FLAGS_PRESENT = 0x0200_0000;

    private static final int MORE_PRESENCE = 0x0000_0080;
    private static final int TIME_PRESENT = 0x0100_0000;

    private static final int PADDED = 0x20;

    private Prologue() {}

    /** Puts the code before {@code first} that the tests asked for so far need. */
    static void insert(Layout layout, Test first) {
        if (layout.tagRegister != Offset.NONE) first.prepend(tagLength(layout.tagRegister));
        if (!layout.outermost.isWireless()) return;
        boolean payload = layout.linkPayload.register != Offset.NONE;
        Offset header = layout.linkHeader;
        if (payload && header.variable && header.register == Offset.NONE) {
            header.register = layout.allocate();
        }
        Code code = new Code();
        if (layout.outermost == Link.IEEE802_11_RADIO && header.register != Offset.NONE) {
            radiotapLength(code, header.register);
        }
        if (payload) {
            layout.jumpsInside = true;
            if (code.count() == 0) code.add(BpfCode.LDX_IMM, 0);
            boolean radiotap = layout.link == Link.IEEE802_11_RADIO;
            payloadOffset(code, layout.linkPayload.register, radiotap, first.code().first());
        }
        first.prepend(code);
    }

    /** 0 if the tag was taken out of the frame, 4 if it is in it. */
    private static Code tagLength(int register) {
        Code code = new Code();
        code.add(BpfCode.LD_B_ABS, Layout.ANCILLARY_TAG_PRESENT);
        code.add(BpfCode.XOR, 1);
        code.add(BpfCode.LSH, 2);
        code.add(BpfCode.ST, register);
        return code;
    }

    private static void radiotapLength(Code code, int register) {
        code.add(BpfCode.LD_B_ABS, 3);
        code.add(BpfCode.LSH, 8);
        code.add(BpfCode.TAX, 0);
        code.add(BpfCode.LD_B_ABS, 2);
        code.add(BpfCode.OR | BpfCode.SOURCE_X, 0);
        code.add(BpfCode.ST, register);
        code.add(BpfCode.TAX, 0);
    }

    /** From the beginning of the 802.11 header in X; {@code next} is where the tests begin. */
    private static void payloadOffset(Code code, int register, boolean radiotap, Statement next) {
        code.add(BpfCode.TXA, 0);
        code.add(BpfCode.ADD, MAC_HEADER_OCTETS);
        code.add(BpfCode.ST, register);
        code.add(BpfCode.LD_B_IND, 0);
        Statement data = code.add(BpfCode.JSET, DATA);
        Statement control = code.add(BpfCode.JSET, CONTROL);
        Statement qos = code.add(BpfCode.JSET, QOS);
        Statement longer = code.add(BpfCode.LD_MEM, register);
        code.add(BpfCode.ADD, QOS_OCTETS);
        code.add(BpfCode.ST, register);
        data.jumpsTo(control, next);
        control.jumpsTo(next, qos);
        if (!radiotap) {
            qos.jumpsTo(longer, next);
            return;
        }
        Statement presence = code.add(BpfCode.LD_W_ABS, 4);
        qos.jumpsTo(longer, presence);
        Statement flags = code.add(BpfCode.JSET, FLAGS_PRESENT);
        Statement more = code.add(BpfCode.JSET, MORE_PRESENCE);
        Statement time = code.add(BpfCode.JSET, TIME_PRESENT);
        Statement behindTime = code.add(BpfCode.LD_B_ABS, 16);
        Statement paddedBehindTime = code.add(BpfCode.JSET, PADDED);
        Statement atOnce = code.add(BpfCode.LD_B_ABS, 8);
        Statement paddedAtOnce = code.add(BpfCode.JSET, PADDED);
        Statement roundUp = code.add(BpfCode.LD_MEM, register);
        code.add(BpfCode.ADD, 3);
        code.add(BpfCode.AND, ~3);
        code.add(BpfCode.ST, register);
        flags.jumpsTo(more, next);
        more.jumpsTo(next, time);
        time.jumpsTo(behindTime, atOnce);
        paddedBehindTime.jumpsTo(roundUp, next);
        paddedAtOnce.jumpsTo(roundUp, next);
    }
}
