package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.edge.IpAddress;

/**
 * Something a socket was told.
 *
 * @param kind {@code recv}, {@code accept}, {@code connected}, {@code data}, {@code eof}, {@code
 *     error} or {@code packet}
 * @param facts what belongs to it by the names of the recordings
 */
record SocketEvent(String socket, String kind, Map<String, String> facts) {
    /** What of a packet socket's frame is no fact of its own: the octets say it. */
    private static final List<String> OF_FRAMES = List.of("csum", "mask");

    static SocketEvent of(CaseJson json) throws CaseFault {
        Map<String, String> facts = new LinkedHashMap<>();
        for (Map.Entry<String, CaseJson> member : json.members().entrySet()) {
            String name = member.getKey();
            if (name.equals("sock") || name.equals("event") || OF_FRAMES.contains(name)) continue;
            facts.put(name, fact(member.getValue()));
        }
        return new SocketEvent(json.text("sock"), json.text("event"), facts);
    }

    /** An address with its port is written {@code a:p}. */
    private static String fact(CaseJson json) throws CaseFault {
        if (!json.node().isArray()) return oneForm(json.word());
        List<String> words = new ArrayList<>();
        for (CaseJson each : json.items()) words.add(oneForm(each.word()));
        return String.join(":", words);
    }

    // getpeername writes what looks like IPv4 at the end of ::/96 with dots
    private static String oneForm(String word) {
        return IpAddress.checked(word).map(IpAddress::toString).orElse(word);
    }

    /** What differs in another event of the same kind and socket: a sentence, or empty. */
    Optional<String> difference(SocketEvent ours) {
        if (!socket.equals(ours.socket) || !kind.equals(ours.kind))
            return Optional.of(ours + ", kernel " + this);
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            String other = ours.facts.getOrDefault(fact.getKey(), "nothing");
            if (!fits(fact.getKey(), fact.getValue(), other))
                return Optional.of(
                        "%s %s: %s %s, kernel %s"
                                .formatted(socket, kind, fact.getKey(), other, fact.getValue()));
        }
        return Optional.empty();
    }

    /** {@code *} stands for any number, {@code .} in a payload for any hex digit. */
    private static boolean fits(String name, String recorded, String ours) {
        if (recorded.equals(ours)) return true;
        if (name.equals("payload")) {
            if (recorded.length() != ours.length()) return false;
            for (int i = 0; i < recorded.length(); i++) {
                char c = recorded.charAt(i);
                if (c != '.' && c != ours.charAt(i)) return false;
            }
            return true;
        }
        int star = recorded.indexOf('*');
        if (star < 0) return false;
        String before = recorded.substring(0, star);
        String after = recorded.substring(star + 1);
        return ours.length() > before.length() + after.length()
                && ours.startsWith(before)
                && ours.endsWith(after)
                && ours.substring(before.length(), ours.length() - after.length())
                        .chars()
                        .allMatch(Character::isDigit);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(socket).append(' ').append(kind);
        facts.forEach((name, value) -> text.append(' ').append(name).append(' ').append(value));
        return text.toString();
    }
}
