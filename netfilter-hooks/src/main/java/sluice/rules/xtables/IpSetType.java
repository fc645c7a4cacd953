package sluice.rules.xtables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the elements of a set are made of: {@code hash:net,port}.
 *
 * @param method {@code hash}, {@code bitmap} or {@code list}
 */
public record IpSetType(String method, List<Part> parts) {
    /** One part of an element. */
    public enum Part {
        /** An address. */
        IP,
        /** A network. */
        NET,
        /** Protocol and port. */
        PORT,
        /** Hardware address. */
        MAC,
        /** Device. */
        IFACE,
        /** Mark. */
        MARK,
        /** Another set. */
        SET
    }

    /** Copies the list. */
    public IpSetType {
        parts = List.copyOf(parts);
    }

    /** The type of a word, if it is one. */
    static Optional<IpSetType> of(String word) {
        int colon = word.indexOf(':');
        if (colon < 0) return Optional.empty();
        String method = word.substring(0, colon);
        List<Part> parts = new ArrayList<>();
        for (String each : word.substring(colon + 1).split(",", -1)) {
            Part part =
                    switch (each) {
                        case "ip" -> Part.IP;
                        case "net" -> Part.NET;
                        case "port" -> Part.PORT;
                        case "mac" -> Part.MAC;
                        case "iface" -> Part.IFACE;
                        case "mark" -> Part.MARK;
                        case "set" -> Part.SET;
                        default -> null;
                    };
            if (part == null) return Optional.empty();
            parts.add(part);
        }
        boolean known = List.of("hash", "bitmap", "list").contains(method);
        boolean list = parts.contains(Part.SET);
        if (!known || list != method.equals("list") || parts.size() > 3) return Optional.empty();
        return Optional.of(new IpSetType(method, parts));
    }

    @Override
    public String toString() {
        return method
                + ":"
                + String.join(
                        ",",
                        parts.stream()
                                .map(part -> part.name().toLowerCase(java.util.Locale.ROOT))
                                .toList());
    }
}
