package sluice.pcap.filter;

import sluice.bpf.BpfCode;
import sluice.pcap.filter.graph.Code;
import sluice.pcap.filter.graph.Condition;
import sluice.pcap.filter.graph.Statement;
import sluice.pcap.filter.graph.Test;

/**
 * {@code protochain}: follows the chain of next headers to a protocol. The code jumps backwards,
 * which the kernels refuse; libpcap runs it, and each round goes further into the packet.
 */
final class ProtocolChain {
    private final Layout layout;
    private final LinkTypes types;

    ProtocolChain(Layout layout, LinkTypes types) {
        this.layout = layout;
        this.types = types;
    }

    Condition generate(int number, Protocol protocol) {
        int scratch = layout.allocate();
        switch (protocol) {
            case IP, IP6 -> {}
            case DEFAULT -> {
                Condition ip4 = generate(number, Protocol.IP);
                return ip4.or(generate(number, Protocol.IP6));
            }
            default ->
                    throw layout.refuse("'" + protocol.word + "' has no chain of protocols within");
        }
        if (layout.linkPayload.variable) {
            throw layout.refuse("'protochain' needs link headers of a fixed length");
        }
        layout.jumpsInside = true;
        boolean ip6 = protocol == Protocol.IP6;
        Condition payload = types.is(ip6 ? Numbers.TYPE_IP6 : Numbers.TYPE_IP);
        Code code = ip6 ? followIp6(number, scratch) : followIp4(number, scratch);
        layout.registers.free(scratch);
        Test test = new Test(code, BpfCode.JEQ, number);
        test.says("the chain of headers comes to protocol " + Integer.toUnsignedString(number));
        return payload.and(test);
    }

    private int networkOffset() {
        return layout.linkPayload.constant + layout.network;
    }

    /** Only authentication headers chain in IPv4. */
    private Code followIp4(int number, int scratch) {
        Code code = new Code();
        code.add(BpfCode.LD_B_ABS, networkOffset() + 9);
        code.add(BpfCode.LDX_MSH, networkOffset());
        int again = code.count();
        Statement found = code.add(BpfCode.JEQ, number);
        Statement none = code.add(BpfCode.JEQ, Numbers.IP_NONE);
        Statement other = code.add(BpfCode.ADD, 0);
        end(code, found, none, other, code.add(BpfCode.JEQ, Numbers.IP_AH), scratch, again);
        return code;
    }

    private Code followIp6(int number, int scratch) {
        Code code = new Code();
        code.add(BpfCode.LD_B_ABS, networkOffset() + 6);
        code.add(BpfCode.LDX_IMM, 40);
        int again = code.count();
        Statement found = code.add(BpfCode.JEQ, number);
        Statement none = code.add(BpfCode.JEQ, Numbers.IP_NONE);
        Statement hopOptions = code.add(BpfCode.JEQ, Numbers.IP_HOP_OPTIONS);
        Statement options = code.add(BpfCode.JEQ, Numbers.IP_DESTINATION_OPTIONS);
        Statement routing = code.add(BpfCode.JEQ, Numbers.IP_ROUTING);
        Statement fragment = code.add(BpfCode.JEQ, Numbers.IP_FRAGMENT);
        // The header's length counts units of eight octets beyond the first.
        Statement advance = code.add(BpfCode.LD_B_IND, networkOffset());
        code.add(BpfCode.ST, scratch);
        code.add(BpfCode.LD_B_IND, networkOffset() + 1);
        code.add(BpfCode.ADD, 1);
        code.add(BpfCode.MUL, 8);
        code.add(BpfCode.ADD | BpfCode.SOURCE_X, 0);
        code.add(BpfCode.TAX, 0);
        code.add(BpfCode.LD_MEM, scratch);
        code.add(BpfCode.JA, again - code.count() - 1);
        Statement authentication = code.add(BpfCode.JEQ, Numbers.IP_AH);
        hopOptions.jumpsTo(advance, options);
        options.jumpsTo(advance, routing);
        routing.jumpsTo(advance, fragment);
        fragment.jumpsTo(advance, authentication);
        end(code, found, none, hopOptions, authentication, scratch, again);
        return code;
    }

    /** Steps over an authentication header, whose length counts units of four octets. */
    private void end(
            Code code,
            Statement found,
            Statement none,
            Statement other,
            Statement authentication,
            int scratch,
            int again) {
        Statement step = code.add(BpfCode.TXA, 0);
        code.add(BpfCode.LD_B_IND, networkOffset());
        code.add(BpfCode.ST, scratch);
        code.add(BpfCode.TXA, 0);
        code.add(BpfCode.ADD, 1);
        code.add(BpfCode.TAX, 0);
        code.add(BpfCode.LD_B_IND, networkOffset());
        code.add(BpfCode.ADD, 2);
        code.add(BpfCode.MUL, 4);
        code.add(BpfCode.TAX, 0);
        code.add(BpfCode.LD_MEM, scratch);
        code.add(BpfCode.JA, again - code.count() - 1);
        Statement end = code.add(BpfCode.ADD, 0);
        found.jumpsTo(end, none);
        none.jumpsTo(end, other);
        authentication.jumpsTo(step, end);
    }
}
