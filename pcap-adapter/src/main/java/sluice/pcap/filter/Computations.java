package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfCode;
import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Code;
import sluice.pcap.filter.graph.Condition;
import sluice.pcap.filter.graph.Statement;
import sluice.pcap.filter.graph.Test;

/** Numbers computed from the packet, and comparisons of them. */
final class Computations {
    private static final int SHIFT_MAX = 31;

    private final Layout layout;
    private final Fields fields;
    private final Protocols protocols;
    private final Ports ports;

    Computations(Layout layout, Fields fields, Protocols protocols, Ports ports) {
        this.layout = layout;
        this.fields = fields;
        this.protocols = protocols;
        this.ports = ports;
    }

    /** Code that puts a number into a word of scratch memory. */
    private static final class Value {
        final Code code;
        int register;

        /** What must hold for the number to be there, or null. */
        @Nullable Condition guard;

        Value(Code code, int register) {
            this.code = code;
            this.register = register;
        }

        void requires(Condition condition) {
            guard = guard == null ? condition : guard.and(condition);
        }
    }

    Condition relation(Expr.Relation relation) {
        Value left = value(relation.left());
        Value right = value(relation.right());
        layout.column = relation.column();
        layout.countTest();
        Code code = left.code.append(right.code);
        code.add(BpfCode.LDX_MEM, right.register);
        code.add(BpfCode.LD_MEM, left.register);
        Test test;
        if (relation.jumpCode() == BpfCode.JEQ) {
            code.add(BpfCode.SUB | BpfCode.SOURCE_X, 0);
            test = new Test(code, BpfCode.JEQ, 0);
        } else {
            test = new Test(code, relation.jumpCode() | BpfCode.SOURCE_X, 0);
        }
        if (layout.explains) test.says(Questions.of(relation));
        layout.registers.free(left.register);
        layout.registers.free(right.register);
        Condition holds = relation.reversed() ? test.not() : test;
        Condition guard = left.guard;
        if (right.guard != null) guard = guard == null ? right.guard : guard.and(right.guard);
        return guard == null ? holds : guard.and(holds);
    }

    private Value value(Expr.Arith arith) {
        return switch (arith) {
            case Expr.Constant(int column, int value) -> loaded(column, BpfCode.LD_IMM, value);
            case Expr.PacketLength(int column) -> loaded(column, BpfCode.LD_LEN, 0);
            case Expr.Load load -> {
                Value index = value(load.index());
                layout.column = load.column();
                yield indexed(load, index);
            }
            case Expr.Binary binary -> {
                Value left = value(binary.left());
                Value right = value(binary.right());
                layout.column = binary.column();
                yield operated(binary.operation(), left, right);
            }
            case Expr.Negative(_, Expr.Arith inner) -> {
                Value value = value(inner);
                value.code.add(BpfCode.LD_MEM, value.register);
                value.code.add(BpfCode.NEG, 0);
                value.code.add(BpfCode.ST, value.register);
                yield value;
            }
        };
    }

    private Value loaded(int column, int code, int k) {
        layout.column = column;
        Value value = new Value(new Code(), layout.allocate());
        value.code.add(code, k);
        value.code.add(BpfCode.ST, value.register);
        return value;
    }

    private Value operated(int operation, Value left, Value right) {
        Statement first = right.code.first();
        if (first.code() == BpfCode.LD_IMM) requireSensible(operation, first.k());
        left.code.append(right.code);
        left.code.add(BpfCode.LDX_MEM, right.register);
        left.code.add(BpfCode.LD_MEM, left.register);
        left.code.add(operation | BpfCode.SOURCE_X, 0);
        layout.registers.free(left.register);
        layout.registers.free(right.register);
        left.register = layout.allocate();
        left.code.add(BpfCode.ST, left.register);
        // What the right number requires is not kept: libpcap drops it, and sets would differ.
        return left;
    }

    private void requireSensible(int operation, int right) {
        switch (operation) {
            case BpfCode.DIV, BpfCode.MOD -> {
                if (right == 0) throw layout.refuse("a division by zero");
            }
            case BpfCode.LSH, BpfCode.RSH -> {
                if (Integer.compareUnsigned(right, SHIFT_MAX) > 0) {
                    throw layout.refuse("a shift by more than " + SHIFT_MAX + " bits");
                }
            }
            default -> {}
        }
    }

    private Value indexed(Expr.Load load, Value index) {
        int register = layout.allocate();
        layout.registers.free(index.register);
        Size size =
                switch (load.size()) {
                    case 1 -> Size.OCTET;
                    case 2 -> Size.HALF;
                    case 4 -> Size.WORD;
                    default ->
                            throw layout.refuse(
                                    "the size of what an index loads must be 1, 2 or 4, not "
                                            + Integer.toUnsignedString(load.size()));
                };
        loadAt(load.protocol(), size, index);
        index.register = register;
        index.code.add(BpfCode.ST, register);
        return index;
    }

    private void loadAt(Protocol protocol, Size size, Value index) {
        int network = layout.linkPayload.constant + layout.network;
        switch (protocol) {
            case RADIO -> {
                if (layout.link != Link.IEEE802_11_RADIO) {
                    throw layout.refuse("'radio' needs a capture with radiotap headers");
                }
                index.code.add(BpfCode.LDX_MEM, index.register);
                index.code.add(size.indirect, 0);
            }
            case LINK -> {
                addTo(index, layout.linkHeader);
                index.code.add(size.indirect, layout.linkHeader.constant);
            }
            case IP, ARP, RARP, ATALK, DECNET, SCA, LAT, MOPRC, MOPDL, IP6 -> {
                addTo(index, layout.linkPayload);
                index.code.add(size.indirect, network);
                index.requires(protocols.named(protocol));
            }
            case SCTP, TCP, UDP, ICMP, IGMP, IGRP, PIM, VRRP, CARP -> {
                Code header = fields.ip4HeaderToX();
                header.add(BpfCode.LD_MEM, index.register);
                header.add(BpfCode.ADD | BpfCode.SOURCE_X, 0);
                header.add(BpfCode.TAX, 0);
                header.add(size.indirect, network);
                index.code.append(header);
                Condition named = protocols.named(protocol);
                index.requires(named.and(ports.firstFragment()));
                Condition guard = index.guard;
                Condition ip = protocols.named(Protocol.IP);
                index.guard = guard == null ? ip : ip.and(guard);
            }
            case ICMP6 -> {
                index.requires(protocols.named(Protocol.IP6));
                index.requires(fields.equal(Base.NETWORK, 6, Size.OCTET, Numbers.IP_ICMP6));
                addTo(index, layout.linkPayload);
                index.code.add(size.indirect, network + 40);
            }
            default -> throw layout.refuse("'" + protocol.word + "' cannot be indexed");
        }
    }

    /** Code for X to become the number plus the variable part of an offset. */
    private void addTo(Value index, Offset offset) {
        if (!offset.variable) {
            index.code.add(BpfCode.LDX_MEM, index.register);
            return;
        }
        index.code.append(fields.variableToX(offset));
        index.code.add(BpfCode.LD_MEM, index.register);
        index.code.add(BpfCode.ADD | BpfCode.SOURCE_X, 0);
        index.code.add(BpfCode.TAX, 0);
    }
}
