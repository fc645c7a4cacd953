package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfCode;

/**
 * Reads numbers computed from the packet.
 *
 * <p>From weak to strong: {@code |}, {@code &}, shifts, {@code + -}, {@code * /}, a sign; all
 * grouped from the left. {@code ^} and {@code %} have no rank: whatever stands beside one of them
 * is grouped from the right, so {@code 2 ^ 8 - 2} is {@code 2 ^ 6} and {@code a * b % c} is {@code
 * a * (b % c)}. That is how libpcap's grammar comes out, and filters depend on it.
 */
final class ArithParser {
    private final Tokens tokens;

    ArithParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** The operation that a token means, or -1. */
    static int operation(Kind kind) {
        return switch (kind) {
            case PLUS -> BpfCode.ADD;
            case MINUS -> BpfCode.SUB;
            case TIMES -> BpfCode.MUL;
            case DIVIDE -> BpfCode.DIV;
            case MODULO -> BpfCode.MOD;
            case BIT_AND -> BpfCode.AND;
            case BIT_OR -> BpfCode.OR;
            case BIT_XOR -> BpfCode.XOR;
            case SHIFT_LEFT -> BpfCode.LSH;
            case SHIFT_RIGHT -> BpfCode.RSH;
            default -> -1;
        };
    }

    /** How strongly an operation binds; 0 for the two without a rank. */
    private static int rank(Kind kind) {
        return switch (kind) {
            case BIT_OR -> 1;
            case BIT_AND -> 2;
            case SHIFT_LEFT, SHIFT_RIGHT -> 3;
            case PLUS, MINUS -> 4;
            case TIMES, DIVIDE -> 5;
            default -> 0;
        };
    }

    private static final int SIGN_RANK = 6;
    private static final int OUTSIDE = -1;

    /** A whole number. */
    Expr.Arith arith() {
        return after(primary(), OUTSIDE);
    }

    /** What {@code left} is the beginning of. */
    Expr.Arith continued(Expr.Arith left) {
        return after(left, OUTSIDE);
    }

    /** Takes up operations as long as they bind more strongly than the one before. */
    private Expr.Arith after(Expr.Arith first, int before) {
        Expr.Arith left = first;
        while (true) {
            Kind kind = tokens.kind();
            int operation = operation(kind);
            if (operation < 0) return left;
            int rank = rank(kind);
            boolean takes = before == OUTSIDE || before == 0 || rank == 0 || rank > before;
            if (!takes) return left;
            int column = tokens.take().column();
            tokens.enter();
            Expr.Arith right = after(primary(), rank);
            tokens.leave();
            left = new Expr.Binary(column, operation, left, right);
        }
    }

    private Expr.Arith primary() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NUMBER -> {
                tokens.take();
                yield new Expr.Constant(token.column(), token.value());
            }
            case OPEN -> {
                tokens.take();
                tokens.enter();
                Expr.Arith inner = arith();
                tokens.leave();
                tokens.require(Kind.CLOSE, "a number in parentheses");
                yield inner;
            }
            default -> {
                Expr.Arith special = special();
                if (special == null) {
                    throw tokens.expected("a number, 'len' or a protocol with an index");
                }
                yield special;
            }
        };
    }

    /** A number that nothing else can begin like, or null: a sign, a length, or an index. */
    Expr.@Nullable Arith special() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case MINUS -> {
                tokens.take();
                tokens.enter();
                Expr.Arith inner = after(primary(), SIGN_RANK);
                tokens.leave();
                yield new Expr.Negative(token.column(), inner);
            }
            case LEN -> {
                tokens.take();
                yield new Expr.PacketLength(token.column());
            }
            case PROTOCOL -> {
                tokens.take();
                tokens.require(Kind.OPEN_INDEX, "the protocol of an index");
                yield index(token);
            }
            default -> {
                yield null;
            }
        };
    }

    /** The rest of {@code PROTOCOL[}. */
    Expr.Arith index(Token protocol) {
        tokens.enter();
        Expr.Arith index = arith();
        tokens.leave();
        int size = 1;
        if (tokens.takeIf(Kind.COLON)) {
            size = tokens.require(Kind.NUMBER, "':' in an index").value();
        }
        tokens.require(Kind.CLOSE_INDEX, "an index");
        return new Expr.Load(protocol.column(), protocol.protocol(), index, size);
    }
}
