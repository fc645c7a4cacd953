package sluice.rules.nft;

import java.util.List;
import java.util.StringJoiner;

/** Expressions written back as text, in one way always. */
final class ExText {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private ExText() {}

    static String of(Ex ex) {
        return switch (ex) {
            case Ex.Word word -> word.quoted() ? quoted(word.text()) : word.text();
            case Ex.Num number -> number.value().toString();
            case Ex.Prefix prefix -> of(prefix.base()) + "/" + prefix.length();
            case Ex.Range range -> of(range.from()) + "-" + of(range.to());
            case Ex.Multi multi -> joined(multi.items(), ",");
            case Ex.Braces braces ->
                    braces.items().isEmpty() ? "{ }" : "{ " + joined(braces.items(), ", ") + " }";
            case Ex.Pair pair -> of(pair.key()) + " : " + of(pair.data());
            case Ex.Elem elem -> element(elem);
            case Ex.Star _ -> "*";
            case Ex.SetName set -> "@" + set.name();
            case Ex.Mapped map -> of(map.key()) + " map " + of(map.mapping());
            case Ex.Verdict verdict ->
                    verdict.word() + (verdict.chain().isEmpty() ? "" : " " + verdict.chain());
            case Ex.Field field -> field.protocol() + " " + field.name();
            case Ex.Raw raw -> "@" + raw.base() + "," + raw.offsetBits() + "," + raw.lengthBits();
            case Ex.MetaOf meta ->
                    Words.META_ALONE.contains(meta.key()) && unqualified(meta.key())
                            ? meta.key()
                            : "meta " + meta.key();
            case Ex.CtOf ct -> spaced("ct", ct.direction(), ct.family(), ct.key());
            case Ex.FibOf fib -> "fib " + String.join(" . ", fib.flags()) + " " + fib.result();
            case Ex.RouteOf route -> spaced("rt", route.family(), route.key());
            case Ex.SystemOf osf ->
                    "osf "
                            + (osf.ttl().isEmpty() ? "" : "ttl " + osf.ttl() + " ")
                            + (osf.version() ? "version" : "name");
            case Ex.SocketKey socket -> "socket " + socket.key();
            case Ex.Generator generator ->
                    "numgen "
                            + (generator.random() ? "random" : "inc")
                            + " mod "
                            + generator.modulus()
                            + (generator.offset() == 0 ? "" : " offset " + generator.offset());
            case Ex.Hash hash -> hash(hash);
            case Ex.Option option ->
                    option.kind().equals("exthdr")
                            ? option.field().isEmpty()
                                    ? "exthdr " + option.name()
                                    : option.name() + " " + option.field()
                            : spaced(option.kind(), option.name(), option.field());
            case Ex.RawOption raw ->
                    "tcp option @" + raw.number() + "," + raw.offsetBits() + "," + raw.lengthBits();
            case Ex.Binary binary ->
                    operand(binary.left()) + " " + binary.sign() + " " + operand(binary.right());
            case Ex.Concat concat -> joined(concat.parts(), " . ");
            case Ex.Presence presence -> presence.there() ? "exists" : "missing";
        };
    }

    /** Keys that nft lists without {@code meta}. */
    private static boolean unqualified(String key) {
        return switch (key) {
            case "iif", "oif", "iifname", "oifname", "iiftype", "oiftype", "iifgroup", "oifgroup" ->
                    true;
            default -> false;
        };
    }

    /** Operands of bits: what is itself combined stands in parentheses. */
    private static String operand(Ex ex) {
        if (ex instanceof Ex.Multi multi) return "(" + joined(multi.items(), " | ") + ")";
        return ex instanceof Ex.Binary ? "(" + of(ex) + ")" : of(ex);
    }

    private static String spaced(String... words) {
        var text = new StringJoiner(" ");
        for (String word : words) if (!word.isEmpty()) text.add(word);
        return text.toString();
    }

    static String quoted(String text) {
        return '"' + text + '"';
    }

    static String joined(List<Ex> items, String by) {
        var text = new StringJoiner(by);
        for (Ex item : items) text.add(of(item));
        return text.toString();
    }

    private static String element(Ex.Elem elem) {
        var text = new StringBuilder(of(elem.key()));
        if (elem.timeoutNanos() >= 0) text.append(" timeout ").append(time(elem.timeoutNanos()));
        if (elem.expiresNanos() >= 0) text.append(" expires ").append(time(elem.expiresNanos()));
        for (St statement : elem.statements()) text.append(' ').append(StText.of(statement));
        if (!elem.comment().isEmpty()) text.append(" comment ").append(quoted(elem.comment()));
        return text.toString();
    }

    private static String hash(Ex.Hash hash) {
        var text = new StringBuilder();
        Ex value = hash.value();
        text.append(value == null ? "symhash" : "jhash " + of(value));
        text.append(" mod ").append(hash.modulus());
        if (hash.seed() != 0) text.append(" seed 0x").append(Long.toHexString(hash.seed()));
        if (hash.offset() != 0) text.append(" offset ").append(hash.offset());
        return text.toString();
    }

    /** {@code 1h30m}. */
    static String time(long nanos) {
        long millis = nanos / NANOS_PER_MILLI;
        if (millis == 0) return "0s";
        var text = new StringBuilder();
        long[] sizes = {86_400_000, 3_600_000, 60_000, 1000, 1};
        String[] units = {"d", "h", "m", "s", "ms"};
        for (int i = 0; i < sizes.length; i++) {
            if (millis >= sizes[i]) text.append(millis / sizes[i]).append(units[i]);
            millis %= sizes[i];
        }
        return text.toString();
    }
}
