package sluice.pcap.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts an expression into tokens. At each place the longest word counts; of equally long ones the
 * order is: words of the language, MAC addresses, numbers, IPv4 and IPv6 addresses, named
 * constants, names. So {@code 1-5} is one name, and {@code 1 - 5} a difference.
 */
final class Lexer {
    private static final String BEFORE_NAME_ENDS = " !()\n\t";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();

    private Lexer(String text) {
        this.text = text;
    }

    /** All tokens, {@link Kind#END} last. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        int at = 0;
        while (at < text.length()) at = lexer.next(at);
        lexer.tokens.add(new Token(Kind.END, text.length() + 1, ""));
        return lexer.tokens;
    }

    private int next(int at) {
        char c = text.charAt(at);
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return at + 1;
        int word = word(at);
        if (word > at) return word;
        if (c == '\\') return escaped(at);
        if (c == '$') return arc(at);
        return sign(at, c);
    }

    private int add(Kind kind, int at, int end) {
        tokens.add(new Token(kind, at + 1, text.substring(at, end)));
        return end;
    }

    /** Adds the word that begins with a letter, digit or colon; gives {@code at} if none does. */
    private int word(int at) {
        int name = Scan.name(text, at);
        int mac = Scan.mac(text, at);
        int number = Scan.number(text, at);
        int dotted = Scan.dotted(text, at);
        int ip6 = Scan.ip6(text, at);
        int bogus = Scan.bogusMac(text, at);
        int end = Math.max(Math.max(Math.max(name, mac), Math.max(number, dotted)), ip6);
        end = Math.max(end, bogus);
        if (end <= at) return at;
        if (end == name) {
            Token keyword = Keywords.find(text.substring(at, end), at + 1);
            if (keyword != null) {
                tokens.add(keyword);
                return end;
            }
        }
        if (end == mac) return add(Kind.MAC, at, end);
        if (end == number) return number(at, end);
        if (end == dotted) return add(Kind.IPV4, at, end);
        if (end == ip6) return add(Kind.IPV6, at, end);
        if (end == bogus) {
            String found = text.substring(at, end);
            throw new Refusal(at + 1, "'" + found + "' is no MAC address: six octets are needed");
        }
        return add(Kind.NAME, at, end);
    }

    /** A number; one that begins with 0 is octal. */
    private int number(int at, int end) {
        String digits = text.substring(at, end);
        int radix = 10;
        int from = 0;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = 16;
            from = 2;
        } else if (digits.charAt(0) == '0') {
            radix = 8;
        }
        long value = 0;
        for (int i = from; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                throw new Refusal(
                        at + i + 1,
                        "'"
                                + digits
                                + "' begins with 0, so it is octal, but has the digit "
                                + digits.charAt(i));
            }
            value = value * radix + digit;
            if (value > 0xffff_ffffL) {
                throw new Refusal(at + 1, "number " + digits + " needs more than 32 bits");
            }
        }
        tokens.add(new Token(Kind.NUMBER, at + 1, digits, (int) value));
        return end;
    }

    private int escaped(int at) {
        int end = at + 1;
        while (end < text.length() && BEFORE_NAME_ENDS.indexOf(text.charAt(end)) < 0) end++;
        if (end == at + 1) throw new Refusal(at + 1, "a name must follow the backslash");
        tokens.add(new Token(Kind.NAME, at + 1, text.substring(at + 1, end)));
        return end;
    }

    private int arc(int at) {
        int end = at + 1;
        while (end < text.length() && end < at + 3 && Scan.isHex(text.charAt(end))) end++;
        if (end == at + 1) throw new Refusal(at + 1, "one or two hexadecimal digits must follow $");
        return add(Kind.ARC, at, end);
    }

    private int sign(int at, char c) {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        Kind two =
                switch (c) {
                    case '&' -> next == '&' ? Kind.AND : Kind.END;
                    case '|' -> next == '|' ? Kind.OR : Kind.END;
                    case '>' ->
                            next == '='
                                    ? Kind.ABOVE_OR_EQUAL
                                    : next == '>' ? Kind.SHIFT_RIGHT : Kind.END;
                    case '<' ->
                            next == '='
                                    ? Kind.BELOW_OR_EQUAL
                                    : next == '<' ? Kind.SHIFT_LEFT : Kind.END;
                    case '!' -> next == '=' ? Kind.NOT_EQUAL : Kind.END;
                    case '=' -> next == '=' ? Kind.EQUAL : Kind.END;
                    default -> Kind.END;
                };
        if (two != Kind.END) return add(two, at, at + 2);
        Kind one =
                switch (c) {
                    case '+' -> Kind.PLUS;
                    case '-' -> Kind.MINUS;
                    case '*' -> Kind.TIMES;
                    case '/' -> Kind.DIVIDE;
                    case '%' -> Kind.MODULO;
                    case '&' -> Kind.BIT_AND;
                    case '|' -> Kind.BIT_OR;
                    case '^' -> Kind.BIT_XOR;
                    case '!' -> Kind.NOT;
                    case '<' -> Kind.BELOW;
                    case '>' -> Kind.ABOVE;
                    case '=' -> Kind.EQUAL;
                    case ':' -> Kind.COLON;
                    case '(' -> Kind.OPEN;
                    case ')' -> Kind.CLOSE;
                    case '[' -> Kind.OPEN_INDEX;
                    case ']' -> Kind.CLOSE_INDEX;
                    default -> Kind.END;
                };
        if (one == Kind.END) {
            String shown = c < ' ' || c > '~' ? "U+%04X".formatted((int) c) : "'" + c + "'";
            throw new Refusal(at + 1, shown + " has no meaning here");
        }
        return add(one, at, at + 1);
    }
}
