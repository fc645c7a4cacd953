package sluice.pcap.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfCode;

/**
 * Reads an expression (pcap-filter(7), and libpcap 1.10.3's grammar where the page is silent).
 *
 * <p>A <i>term</i> is a condition by itself. An <i>id</i> is only the name or number, and takes the
 * qualifiers over from what stands before it: in {@code host a or b} the {@code b}. What may stand
 * at a place is a {@link Place}; what was read there is an {@link Item}.
 */
final class Parser {
    /** What may stand at a place. */
    private enum Place {
        TERM,
        ID,
        TERM_OR_ID
    }

    /** What something that was read counts as. */
    private enum Sort {
        TERM,
        /** A name, address or negated id. */
        ID,
        /** An id within parentheses of its own, which may not begin another pair. */
        ID_IN_PARENTHESES,
        /** A number in parentheses or not, which may be an id or begin a comparison. */
        NUMBER,
        /** A computed number in parentheses. */
        ARITH
    }

    /** Something that was read, and the qualifiers that it passes on. */
    private record Item(
            Sort sort, @Nullable Expr expr, Expr.@Nullable Arith arith, Qualifiers passedOn) {
        static Item term(Expr expr, Qualifiers passedOn) {
            return new Item(Sort.TERM, expr, null, passedOn);
        }

        static Item number(Sort sort, Expr.Arith arith) {
            return new Item(sort, null, arith, Qualifiers.NONE);
        }

        Expr condition() {
            if (expr == null) throw new IllegalStateException("no condition: " + sort);
            return expr;
        }
    }

    private final Tokens tokens;
    private final ArithParser ariths;
    private final PrimitiveParser primitives;

    private Parser(Tokens tokens) {
        this.tokens = tokens;
        ariths = new ArithParser(tokens);
        primitives = new PrimitiveParser(tokens);
    }

    /**
     * The expression that {@code text} is, or null if it is empty.
     *
     * @throws Refusal if it is none
     */
    static @Nullable Expr parse(String text, int nestingMax) {
        Tokens tokens = new Tokens(Lexer.tokens(text), nestingMax);
        if (tokens.kind() == Kind.END) return null;
        Parser parser = new Parser(tokens);
        Item first = parser.operand(Place.TERM, Qualifiers.NONE);
        Item whole = parser.chain(first, Place.TERM_OR_ID);
        if (tokens.kind() != Kind.END) {
            throw tokens.expected("'and', 'or' or the end", parser.hintAfterWhole());
        }
        return whole.condition();
    }

    private String hintAfterWhole() {
        return switch (tokens.kind()) {
            case NAME, NUMBER, IPV4, IPV6, MAC -> "; a qualifier such as 'host' may be missing";
            case BIT_AND -> "; conditions are joined by '&&'";
            case BIT_OR -> "; conditions are joined by '||'";
            default -> "";
        };
    }

    /** Reads on as long as there is an {@code and} or {@code or}. */
    private Item chain(Item first, Place place) {
        List<Expr.Joined> rest = new ArrayList<>();
        Item last = first;
        while (tokens.kind() == Kind.AND || tokens.kind() == Kind.OR) {
            boolean and = tokens.take().kind() == Kind.AND;
            last = operand(place, last.passedOn);
            rest.add(new Expr.Joined(and, last.condition()));
        }
        if (rest.isEmpty()) return first;
        Expr expr = new Expr.Chain(first.condition().column(), first.condition(), rest);
        return new Item(first.sort, expr, null, last.passedOn);
    }

    /** A condition: an item that is not just a number. */
    private Item operand(Place place, Qualifiers inherited) {
        return settled(item(place, inherited), place, inherited);
    }

    /** Makes a condition of {@code item}, if it is not one yet. */
    private Item settled(Item item, Place place, Qualifiers inherited) {
        if (item.sort == Sort.NUMBER && place != Place.TERM) return asId(item, inherited);
        if (item.arith != null) {
            throw tokens.expected("a comparison such as '=' after a number");
        }
        return item;
    }

    private static Item asId(Item item, Qualifiers inherited) {
        if (!(item.arith instanceof Expr.Constant(int column, int value))) {
            throw new IllegalStateException("no number: " + item);
        }
        return new Item(Sort.ID, new Expr.NumberId(column, value, inherited), null, inherited);
    }

    private Item item(Place place, Qualifiers inherited) {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NOT -> {
                tokens.take();
                tokens.enter();
                Item inner = operand(place, inherited);
                tokens.leave();
                Expr expr = new Expr.Not(token.column(), inner.condition());
                Sort sort = inner.sort == Sort.TERM ? Sort.TERM : Sort.ID;
                yield new Item(sort, expr, null, inner.passedOn);
            }
            case OPEN -> {
                tokens.take();
                tokens.enter();
                Item inner = parenthesized(place, inherited);
                tokens.leave();
                yield place == Place.ID ? inner : compared(inner);
            }
            case NUMBER -> {
                tokens.take();
                Expr.Arith number = new Expr.Constant(token.column(), token.value());
                Item item = Item.number(Sort.NUMBER, number);
                yield place == Place.ID ? item : compared(item);
            }
            default -> {
                Expr id = place == Place.TERM ? null : primitives.id(inherited);
                if (id != null) yield new Item(Sort.ID, id, null, inherited);
                if (place == Place.ID) throw tokens.expected("an address, a name or a number");
                yield term();
            }
        };
    }

    /** The rest of {@code (}. */
    private Item parenthesized(Place place, Qualifiers inherited) {
        int column = tokens.peek().column();
        Item first = item(place, inherited);
        if (first.arith != null && tokens.kind() == Kind.CLOSE) {
            tokens.take();
            return first;
        }
        Item begun = settled(first, place, inherited);
        if (begun.sort == Sort.ID_IN_PARENTHESES) {
            throw new Refusal(column, "one pair of parentheses too many around an address");
        }
        boolean term = begun.sort == Sort.TERM;
        Item whole = chain(begun, term ? Place.TERM_OR_ID : Place.ID);
        tokens.require(Kind.CLOSE, "what stands in parentheses");
        Sort sort = term ? Sort.TERM : Sort.ID_IN_PARENTHESES;
        return new Item(sort, whole.condition(), null, inherited);
    }

    private Item term() {
        Token token = tokens.peek();
        if (token.kind() == Kind.PROTOCOL) {
            tokens.take();
            if (tokens.takeIf(Kind.OPEN_INDEX)) {
                return compared(Item.number(Sort.ARITH, ariths.index(token)));
            }
            return qualified(token);
        }
        Expr.Arith special = ariths.special();
        if (special != null) return compared(Item.number(Sort.ARITH, special));
        return qualified(null);
    }

    /** What may begin with a protocol or with another qualifier. */
    private Item qualified(@Nullable Token protocol) {
        Qualifiers head = primitives.head(protocol);
        if (head != null) {
            Item id = operand(Place.ID, head);
            return Item.term(id.condition(), id.passedOn);
        }
        return Item.term(primitives.primitive(protocol), Qualifiers.NONE);
    }

    /** Goes on after a number: with operations, and with a comparison if there is one. */
    private Item compared(Item item) {
        if (item.arith == null) return item;
        boolean operates = ArithParser.operation(tokens.kind()) >= 0;
        Expr.Arith left = operates ? ariths.continued(item.arith) : item.arith;
        Token sign = tokens.peek();
        int jumpCode =
                switch (sign.kind()) {
                    case ABOVE, BELOW_OR_EQUAL -> BpfCode.JGT;
                    case ABOVE_OR_EQUAL, BELOW -> BpfCode.JGE;
                    case EQUAL, NOT_EQUAL -> BpfCode.JEQ;
                    default -> -1;
                };
        if (jumpCode < 0) return operates ? Item.number(Sort.ARITH, left) : item;
        tokens.take();
        boolean reversed =
                switch (sign.kind()) {
                    case BELOW, BELOW_OR_EQUAL, NOT_EQUAL -> true;
                    default -> false;
                };
        Expr.Arith right = ariths.arith();
        Expr relation = new Expr.Relation(left.column(), jumpCode, reversed, left, right);
        return Item.term(relation, Qualifiers.NONE);
    }
}
