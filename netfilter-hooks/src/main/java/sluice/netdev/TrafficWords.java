package sluice.netdev;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.netdev.TrafficFilter.Action;
import sluice.netdev.TrafficFilter.Match;
import sluice.netdev.TrafficFilter.Word32;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;
import sluice.qdisc.QdiscWords;
import sluice.qdisc.TokenBucket;

/**
 * A filter in the words of {@code tc filter add dev DEVICE egress} (iproute2, {@code tc/f_*.c}).
 */
final class TrafficWords {
    private static final int PRIORITY_DEFAULT = 49_152;
    private static final int WORD_TOS = 0;
    private static final int WORD_PROTOCOL = 8;
    private static final int WORD_SOURCE = 12;
    private static final int WORD_DESTINATION = 16;
    private static final int WORD_PORTS = 20;
    private static final int HIGH_HALF = 16;

    private final DeviceLayer layer;
    private final String text;
    private final List<String> words;
    private int at;
    private int priority = PRIORITY_DEFAULT;
    private int protocol;
    private @Nullable Match match;
    private @Nullable Action action;

    private final List<Word32> keys = new ArrayList<>();
    private int ipProtocol = -1;
    private int sourcePort = -1;
    private int destinationPort = -1;
    private long sourceMac = -1;
    private long destinationMac = -1;

    private TrafficWords(String text, DeviceLayer layer) {
        this.text = text;
        this.layer = layer;
        this.words = List.of(text.trim().split("\\s+"));
    }

    /**
     * The filter that the words describe, such as {@code protocol ip u32 match ip dport 80 0xffff
     * action drop}.
     *
     * @throws IllegalArgumentException if they describe none
     */
    static TrafficFilter read(String text, DeviceLayer layer) {
        return new TrafficWords(text, layer).filter();
    }

    private TrafficFilter filter() {
        while (at < words.size()) word(words.get(at++));
        Match which = match;
        Action what = action;
        if (which == null || what == null)
            throw new IllegalArgumentException("no match or no action in filter: " + text);
        return new TrafficFilter(priority, protocol, which, what, text);
    }

    private void word(String word) {
        switch (word) {
            case "prio", "pref", "priority" -> priority = number(argument());
            case "protocol" -> protocol = etherType(argument());
            case "matchall" -> match = new Match.All();
            case "u32" -> match = u32();
            case "flower" -> match = flower();
            case "handle" -> {
                if (words.indexOf("fw") < 0) throw unknown(word);
                match = mark(argument());
            }
            case "fw" -> {}
            case "action" -> action = action();
            default -> throw unknown(word);
        }
    }

    private IllegalArgumentException unknown(String word) {
        return new IllegalArgumentException("unknown word " + word + " in filter: " + text);
    }

    private String argument() {
        if (at >= words.size())
            throw new IllegalArgumentException("filter ends too early: " + text);
        return words.get(at++);
    }

    private boolean next(String word) {
        if (at >= words.size() || !words.get(at).equals(word)) return false;
        at++;
        return true;
    }

    private int number(String word) {
        try {
            return (int) (long) Long.decode(word);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("no number: " + word + " in filter: " + text);
        }
    }

    private static int etherType(String word) {
        return switch (word) {
            case "all" -> 0;
            case "ip" -> EtherTypes.IPV4;
            case "ipv6" -> EtherTypes.IPV6;
            case "arp" -> EtherTypes.ARP;
            default -> throw new IllegalArgumentException("unknown protocol " + word);
        };
    }

    private Match mark(String word) {
        int slash = word.indexOf('/');
        int mask = slash < 0 ? -1 : number(word.substring(slash + 1));
        int value = number(slash < 0 ? word : word.substring(0, slash));
        return new Match.Mark(value & mask, mask);
    }

    // ---- matches ---------------------------------------------------------------------------

    private Match u32() {
        while (next("match")) {
            String kind = argument();
            if (kind.equals("u32")) {
                int value = number(argument());
                int mask = number(argument());
                if (!next("at")) throw new IllegalArgumentException("no offset in filter: " + text);
                keys.add(new Word32(value & mask, mask, number(argument())));
            } else if (kind.equals("ip")) {
                ipField(argument());
            } else {
                throw unknown(kind);
            }
        }
        while (next("flowid") || next("classid")) argument();
        if (keys.isEmpty()) throw new IllegalArgumentException("u32 without match: " + text);
        return new Match.Words(List.copyOf(keys));
    }

    private void ipField(String field) {
        switch (field) {
            case "src" -> address(argument(), WORD_SOURCE);
            case "dst" -> address(argument(), WORD_DESTINATION);
            case "protocol" -> half(WORD_PROTOCOL, HIGH_HALF);
            case "tos" -> half(WORD_TOS, HIGH_HALF);
            case "sport" -> half(WORD_PORTS, HIGH_HALF);
            case "dport" -> half(WORD_PORTS, 0);
            default -> throw unknown(field);
        }
    }

    private void half(int offset, int shift) {
        int value = number(argument());
        int mask = number(argument()) << shift;
        keys.add(new Word32(value << shift & mask, mask, offset));
    }

    private void address(String word, int offset) {
        int slash = word.indexOf('/');
        String address = slash < 0 ? word : word.substring(0, slash);
        int length = slash < 0 ? Integer.SIZE : number(word.substring(slash + 1));
        var parsed = sluice.edge.IpAddress.checked(address);
        if (parsed.isEmpty() || !parsed.get().isV4() || length < 0 || length > Integer.SIZE)
            throw new IllegalArgumentException("no IPv4 prefix: " + word + " in filter: " + text);
        int mask = length == 0 ? 0 : -1 << (Integer.SIZE - length);
        keys.add(new Word32(parsed.get().v4() & mask, mask, offset));
    }

    private Match flower() {
        while (at < words.size() && !words.get(at).equals("action")) {
            String field = argument();
            switch (field) {
                case "src_ip" -> address(argument(), WORD_SOURCE);
                case "dst_ip" -> address(argument(), WORD_DESTINATION);
                case "ip_proto" -> ipProtocol = carried(argument());
                case "src_port" -> sourcePort = number(argument());
                case "dst_port" -> destinationPort = number(argument());
                case "src_mac" -> sourceMac = mac(argument());
                case "dst_mac" -> destinationMac = mac(argument());
                default -> throw unknown(field);
            }
        }
        return new Match.Fields(
                List.copyOf(keys),
                ipProtocol,
                sourcePort,
                destinationPort,
                sourceMac,
                destinationMac);
    }

    private int carried(String word) {
        return switch (word) {
            case "tcp" -> IpProtocols.TCP;
            case "udp" -> IpProtocols.UDP;
            case "icmp" -> IpProtocols.ICMP;
            default -> number(word);
        };
    }

    private static long mac(String word) {
        return Addresses.parseMac(word)
                .orElseThrow(() -> new IllegalArgumentException("no MAC address: " + word));
    }

    // ---- actions ---------------------------------------------------------------------------

    private Action action() {
        String word = argument();
        return switch (word) {
            case "ok", "pass" -> new Action.Pass();
            case "drop", "shot" -> new Action.Drop();
            case "mirred" -> mirred();
            case "police" -> police();
            case "skbedit" -> edit();
            default -> throw unknown(word);
        };
    }

    private Action mirred() {
        if (!next("egress")) throw new IllegalArgumentException("only mirred egress: " + text);
        boolean copy = next("mirror");
        if (!copy && !next("redirect"))
            throw new IllegalArgumentException("neither mirror nor redirect: " + text);
        if (!next("dev")) throw new IllegalArgumentException("no device in filter: " + text);
        String name = argument();
        NetDevice to = layer.device(name);
        if (to == null) throw new IllegalArgumentException("no device " + name);
        return new Action.Send(to, copy);
    }

    private Action police() {
        long rate = 0;
        long burst = 0;
        while (at < words.size()) {
            String word = argument();
            switch (word) {
                case "rate" -> rate = QdiscWords.rate(argument());
                case "burst", "buffer" -> burst = QdiscWords.size(argument());
                case "drop" -> {}
                case "conform-exceed" -> {
                    if (!next("drop")) throw unknown(word);
                }
                default -> throw unknown(word);
            }
        }
        if (rate == 0 || burst == 0)
            throw new IllegalArgumentException("rate and burst needed: " + text);
        return new Action.Police(new TokenBucket(rate, burst, layer.host().scheduler().nowNanos()));
    }

    private Action edit() {
        long mark = -1;
        int value = -1;
        while (at < words.size()) {
            String word = argument();
            switch (word) {
                case "mark" -> mark = number(argument()) & 0xffff_ffffL;
                case "priority" -> value = number(argument());
                default -> throw unknown(word);
            }
        }
        return new Action.Edit(mark, value);
    }
}
