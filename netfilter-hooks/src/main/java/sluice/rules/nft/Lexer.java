package sluice.rules.nft;

import sluice.packet.wire.Addresses;
import sluice.rules.SourcePlace;

/**
 * Cuts a text into tokens, the longest possible each time, as the scanner of {@code nft} does:
 * {@code fe80::1} is one, {@code 10.0.0.1-10.0.0.9} are three, {@code echo-request} is one.
 */
final class Lexer {
    private static final int ADDRESS_MAX = 46;
    private static final int EXCERPT = 40;
    private static final String[] LONG_SIGNS = {"==", "!=", "<=", ">=", "<<", ">>"};
    private static final String SIGNS = "{}()[],:./-@$=!<>&|^*+~";

    private final String file;
    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    Lexer(String file, String text) {
        this.file = file;
        this.text = text;
    }

    String file() {
        return file;
    }

    static String excerpt(String text) {
        return text.length() > EXCERPT ? text.substring(0, EXCERPT) + "..." : text;
    }

    /** The next token; {@link Token.Kind#END} for ever at the end. */
    Token next() throws NftFault {
        skip();
        SourcePlace place = place();
        if (at >= text.length()) return new Token(Token.Kind.END, "", place);
        char c = text.charAt(at);
        if (c == '\n' || c == ';') {
            at++;
            if (c == '\n') newLine();
            return new Token(Token.Kind.BREAK, String.valueOf(c), place);
        }
        if (c == '"') return quoted(place);
        int length = address();
        if (length > 0) return token(Token.Kind.WORD, length, place);
        if (digit(c)) return number(place);
        if (starts(c)) return word(place);
        if (c == '\\' && text.startsWith("\\*", at)) {
            at += 2;
            return new Token(Token.Kind.SIGN, "*", place);
        }
        for (String sign : LONG_SIGNS)
            if (text.startsWith(sign, at)) return token(Token.Kind.SIGN, sign.length(), place);
        if (SIGNS.indexOf(c) >= 0) return token(Token.Kind.SIGN, 1, place);
        at++;
        throw new NftFault(place, "a character that has no meaning here: " + shown(c));
    }

    private static String shown(char c) {
        return c >= ' ' && c < 127
                ? "'" + c + "'"
                : "U+" + Integer.toHexString(0x10000 | c).substring(1);
    }

    private SourcePlace place() {
        return new SourcePlace(file, line, at - lineStart + 1);
    }

    private void newLine() {
        line++;
        lineStart = at;
    }

    private void skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n') at++;
            } else if (c == '\\' && continued() > 0) {
                at += continued();
                newLine();
            } else if (c == ' ' || c == '\t' || c == '\r' || (c == '\uFEFF' && at == 0)) {
                at++;
            } else {
                return;
            }
        }
    }

    /** Length of a backslash before the end of a line with it, or 0. */
    private int continued() {
        if (text.startsWith("\\\n", at)) return 2;
        return text.startsWith("\\\r\n", at) ? 3 : 0;
    }

    private Token token(Token.Kind kind, int length, SourcePlace place) {
        String cut = text.substring(at, at + length);
        at += length;
        return new Token(kind, cut, place);
    }

    private Token quoted(SourcePlace place) throws NftFault {
        int end = text.indexOf('"', at + 1);
        if (end < 0 || text.substring(at, end).indexOf('\n') >= 0) {
            while (at < text.length() && text.charAt(at) != '\n') at++;
            throw new NftFault(place, "a string without an end");
        }
        String inner = text.substring(at + 1, end);
        at = end + 1;
        return new Token(Token.Kind.QUOTED, inner, place);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean hex(char c) {
        return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean starts(char c) {
        return letter(c) || c == '_';
    }

    private static boolean goesOn(char c) {
        return letter(c) || digit(c) || c == '_' || c == '-' || c == '.' || c == '/' || c == '\\';
    }

    /** Length of an address that starts here, or 0. */
    private int address() {
        char first = text.charAt(at);
        if (!hex(first) && first != ':') return 0;
        int end = at;
        boolean dots = false;
        boolean colons = false;
        while (end < text.length() && end - at < ADDRESS_MAX) {
            char c = text.charAt(end);
            if (c == '.') dots = true;
            else if (c == ':') colons = true;
            else if (!hex(c)) break;
            end++;
        }
        if (!dots && !colons) return 0;
        byte[] room = new byte[16];
        for (int stop = end; stop > at + 1; stop--) {
            String piece = text.substring(at, stop);
            if (colons && piece.indexOf(':') >= 0) {
                if (Addresses.parseIpv6(piece, room, 0) || macLike(piece)) return stop - at;
            } else if (ipv4Like(piece)) {
                return stop - at;
            }
        }
        return 0;
    }

    static boolean macLike(String piece) {
        String[] parts = piece.split(":", -1);
        if (parts.length != 6) return false;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 2) return false;
        }
        return true;
    }

    private static boolean ipv4Like(String piece) {
        String[] parts = piece.split("\\.", -1);
        if (parts.length != 4) return false;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3) return false;
            for (int i = 0; i < part.length(); i++) if (!digit(part.charAt(i))) return false;
        }
        return true;
    }

    private Token number(SourcePlace place) {
        int end = at;
        boolean hexadecimal =
                text.charAt(at) == '0'
                        && at + 2 < text.length()
                        && (text.charAt(at + 1) | 0x20) == 'x'
                        && hex(text.charAt(at + 2));
        if (hexadecimal) {
            end += 2;
            while (end < text.length() && hex(text.charAt(end))) end++;
            return token(Token.Kind.NUMBER, end - at, place);
        }
        while (end < text.length() && digit(text.charAt(end))) end++;
        for (String name : new String[] {"8021q", "8021ad"})
            if (text.startsWith(name, at)) return token(Token.Kind.WORD, name.length(), place);
        int time = time(at);
        if (time > end) return token(Token.Kind.WORD, time - at, place);
        return token(Token.Kind.NUMBER, end - at, place);
    }

    /** Where a time like {@code 1h30m} ends that starts at an index. */
    private int time(int from) {
        int end = from;
        for (String unit : new String[] {"d", "h", "m", "s", "ms"}) {
            int digits = end;
            while (digits < text.length() && digit(text.charAt(digits))) digits++;
            if (digits == end || !text.startsWith(unit, digits)) continue;
            if (unit.equals("m") && text.startsWith("ms", digits)) continue;
            end = digits + unit.length();
        }
        return end;
    }

    private Token word(SourcePlace place) {
        int end = at + 1;
        while (end < text.length() && goesOn(text.charAt(end))) {
            if (text.charAt(end) == '\\' && !escapedStar(end)) break;
            if (text.charAt(end) == '\\') end++;
            end++;
        }
        if (end < text.length() && text.charAt(end) == '*') end++;
        return token(Token.Kind.WORD, end - at, place);
    }

    private boolean escapedStar(int index) {
        return text.startsWith("\\*", index);
    }
}
