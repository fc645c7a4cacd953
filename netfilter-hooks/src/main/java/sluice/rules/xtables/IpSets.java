package sluice.rules.xtables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.packet.Octets;

/** The sets of a host by name, and what {@code ipset save} writes. */
public final class IpSets {
    private static final int PROBLEMS_MAX = 100;
    private static final long NANOS = 1_000_000_000L;

    private final Map<String, IpSet> sets = new LinkedHashMap<>();

    /** No sets. */
    public IpSets() {}

    /**
     * Something in a text that is not taken.
     *
     * @param line 1 and up
     * @param column 1 and up
     */
    public record Problem(int line, int column, String text) {}

    /** The set of this name, or null. */
    public @Nullable IpSet set(String name) {
        return sets.get(name);
    }

    /** Names of all sets. */
    public List<String> names() {
        return List.copyOf(sets.keySet());
    }

    /**
     * Takes over what {@code ipset save} wrote: {@code create} and {@code add} lines.
     *
     * @param nowNanos from which timeouts run
     * @return what is not understood; empty if all was taken
     */
    public List<Problem> load(String text, long nowNanos) {
        List<Problem> problems = new ArrayList<>();
        int line = 0;
        int from = 0;
        while (from < text.length() && problems.size() < PROBLEMS_MAX) {
            int end = text.indexOf('\n', from);
            String each = text.substring(from, end < 0 ? text.length() : end);
            from = end < 0 ? text.length() : end + 1;
            line++;
            try {
                line(each, nowNanos);
            } catch (IpSetLine.Bad bad) {
                problems.add(new Problem(line, bad.column(), bad.text()));
            }
        }
        return problems;
    }

    private void line(String text, long nowNanos) {
        var words = new IpSetLine(text);
        if (words.count() == 0 || words.word(0).startsWith("#")) return;
        switch (words.word(0)) {
            case "create", "-N", "n", "new" -> create(words);
            case "add", "-A" -> add(words, nowNanos);
            case "COMMIT" -> {}
            default -> throw words.bad(0, "create or add was expected, not " + words.word(0));
        }
    }

    private void create(IpSetLine words) {
        String name = words.require(1, "a name");
        String typeWord = words.require(2, "a type");
        IpSetType type =
                IpSetType.of(typeWord).orElseThrow(() -> words.bad(2, "unknown type " + typeWord));
        boolean ipv6 = false;
        int elementsMax = IpSet.ELEMENTS_MAX_DEFAULT;
        long timeout = 0;
        for (int i = 3; i < words.count(); i++) {
            switch (words.word(i)) {
                case "family" -> {
                    String family = words.require(++i, "inet or inet6");
                    if (!family.equals("inet") && !family.equals("inet6"))
                        throw words.bad(i, "inet or inet6");
                    ipv6 = family.equals("inet6");
                }
                case "maxelem" -> elementsMax = (int) words.number(++i, 1, 1 << 24);
                case "timeout" -> timeout = words.number(++i, 0, Integer.MAX_VALUE / 1000) * NANOS;
                case "hashsize",
                        "bucketsize",
                        "initval",
                        "range",
                        "size",
                        "netmask",
                        "bitmask",
                        "markmask" ->
                        words.require(++i, "a value");
                case "counters", "comment", "skbinfo", "forceadd", "wildcard" -> {}
                default -> throw words.bad(i, "unknown option " + words.word(i));
            }
        }
        byte[] mask = addressMask(words, type, ipv6);
        int markAt = words.find("markmask");
        if (markAt >= 0 && !type.parts().contains(IpSetType.Part.MARK))
            throw words.bad(markAt, type + " has no marks");
        int markMask = markAt < 0 ? -1 : words.bits(markAt + 1);
        if (type.method().equals("bitmap")) elementsMax = 1 << 17;
        if (sets.containsKey(name)) throw words.bad(1, "there is a set " + name + " already");
        sets.put(name, new IpSet(name, type, ipv6, elementsMax, timeout, mask, markMask));
    }

    private static byte @Nullable [] addressMask(IpSetLine words, IpSetType type, boolean ipv6) {
        int netmask = words.find("netmask");
        int bitmask = words.find("bitmask");
        int at = Math.max(netmask, bitmask);
        if (at < 0) return null;
        if (netmask >= 0 && bitmask >= 0)
            throw words.bad(at, "netmask and bitmask exclude each other");
        boolean takes =
                switch (type.toString()) {
                    case "hash:ip", "hash:ip,port", "hash:net,net" -> true;
                    case "bitmap:ip" -> netmask >= 0;
                    default -> false;
                };
        if (!takes) throw words.bad(at, type + " takes no " + words.word(at));
        byte[] mask = new byte[ipv6 ? 16 : 4];
        if (netmask >= 0) {
            java.util.Arrays.fill(mask, (byte) 0xff);
            IpSet.mask(mask, 0, mask.length, (int) words.number(at + 1, 1, 8L * mask.length));
            return mask;
        }
        String text = words.require(at + 1, "a mask");
        IpAddress read =
                IpAddress.checked(text)
                        .filter(address -> address.isV4() != ipv6)
                        .orElseThrow(() -> words.bad(at + 1, "a mask of addresses was expected"));
        if (ipv6) {
            Octets.put64(mask, 0, read.high());
            Octets.put64(mask, Long.BYTES, read.low());
        } else {
            Octets.put32(mask, 0, read.v4());
        }
        return mask;
    }

    private void add(IpSetLine words, long nowNanos) {
        String name = words.require(1, "a name");
        IpSet set = sets.get(name);
        if (set == null) throw words.bad(1, "there is no set " + name);
        String element = words.require(2, "an element");
        long lives = set.timeoutNanos();
        boolean excluded = false;
        for (int i = 3; i < words.count(); i++) {
            switch (words.word(i)) {
                case "timeout" -> lives = words.number(++i, 0, Integer.MAX_VALUE / 1000) * NANOS;
                case "packets",
                        "bytes",
                        "comment",
                        "skbmark",
                        "skbprio",
                        "skbqueue",
                        "before",
                        "after" ->
                        words.require(++i, "a value");
                case "nomatch" -> excluded = true;
                default -> throw words.bad(i, "unknown option " + words.word(i));
            }
        }
        if (set.type().method().equals("list")) {
            IpSet member = sets.get(element);
            if (member == null) throw words.bad(2, "there is no set " + element);
            if (member.type().method().equals("list"))
                throw words.bad(2, "a list of sets in a list of sets");
            set.members().add(member);
            return;
        }
        new IpSetElements(set, words, lives == 0 ? 0 : nowNanos + lives, excluded).add(element);
    }
}
