package sluice.pcap.filter;

import java.util.HexFormat;
import sluice.bpf.BpfCode;
import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Test;

/** What tests ask, in words. */
final class Questions {
    private Questions() {}

    /** A field against a value. */
    static String of(Layout layout, Base base, int offset, Size size, int mask, Test test) {
        String field = FieldNames.of(layout, base, offset, size);
        String masked = mask == -1 ? field : field + ", of which the bits " + hex(mask, size) + ",";
        String value = FieldNames.value(layout, base, offset, size, test.k());
        return switch (test.jumpCode()) {
            case BpfCode.JEQ ->
                    mask != -1 && size == Size.WORD && field.endsWith("address")
                            ? field + " is in " + value + "/" + prefix(mask)
                            : masked
                                    + (mask != -1 || field.contains("octets ") ? " are " : " is ")
                                    + value;
            case BpfCode.JGT -> masked + " is above " + value;
            case BpfCode.JGE -> masked + " is at least " + value;
            default -> masked + " has a bit of " + hex(test.k(), size);
        };
    }

    /** A prefix length, or the mask itself if it has gaps. */
    private static String prefix(int mask) {
        int bits = Integer.bitCount(mask);
        return mask == Hosts.maskOf(bits, 0) ? Integer.toString(bits) : FieldNames.dotted(mask);
    }

    static String hex(int value, Size size) {
        int digits =
                switch (size) {
                    case OCTET -> 2;
                    case HALF -> 4;
                    case WORD -> 8;
                };
        return "0x" + HexFormat.of().toHexDigits(Integer.toUnsignedLong(value), digits);
    }

    /** A comparison, as it was written but for what is meant by its jump. */
    static String of(Expr.Relation relation) {
        String sign =
                switch (relation.jumpCode()) {
                    case BpfCode.JEQ -> " = ";
                    case BpfCode.JGT -> " > ";
                    default -> " >= ";
                };
        return text(relation.left()) + sign + text(relation.right());
    }

    private static String text(Expr.Arith arith) {
        return switch (arith) {
            case Expr.Constant(_, int value) ->
                    Integer.compareUnsigned(value, 0xffff) > 0
                            ? hex(value, Size.WORD)
                            : Integer.toString(value);
            case Expr.PacketLength _ -> "len";
            case Expr.Load(_, Protocol protocol, Expr.Arith index, int size) ->
                    protocol.word + "[" + text(index) + (size == 1 ? "" : ":" + size) + "]";
            case Expr.Binary(_, int operation, Expr.Arith left, Expr.Arith right) ->
                    "(" + text(left) + " " + sign(operation) + " " + text(right) + ")";
            case Expr.Negative(_, Expr.Arith inner) -> "-" + text(inner);
        };
    }

    private static String sign(int operation) {
        return switch (operation) {
            case BpfCode.ADD -> "+";
            case BpfCode.SUB -> "-";
            case BpfCode.MUL -> "*";
            case BpfCode.DIV -> "/";
            case BpfCode.MOD -> "%";
            case BpfCode.AND -> "&";
            case BpfCode.OR -> "|";
            case BpfCode.XOR -> "^";
            case BpfCode.LSH -> "<<";
            default -> ">>";
        };
    }
}
