package sluice.attach;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A service that an attached host is to have, as the command line names it. */
public sealed interface ServiceSpec {
    /** All that can be asked for. */
    String EXPECTED =
            "udp-echo:PORT, tcp-echo:PORT, discard:PORT, chargen:PORT or http:PORT=FOLDER[,upload][,list]"
                    + " with a port of 1 to 65535";

    /** Its port. */
    int port();

    /** Which of the programs that need nothing but a port. */
    enum Kind {
        UDP_ECHO("udp-echo"),
        TCP_ECHO("tcp-echo"),
        DISCARD("discard"),
        CHARGEN("chargen");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** What it is called. */
        public String word() {
            return word;
        }
    }

    /** One that needs nothing but a port. */
    record Plain(Kind kind, int port) implements ServiceSpec {}

    /**
     * The files of a folder by HTTP.
     *
     * @param upload whether files may be written into it
     * @param listing whether folders are answered with their names
     */
    record Http(int port, Path folder, boolean upload, boolean listing) implements ServiceSpec {}

    /** A UDP echo. */
    static ServiceSpec udpEcho(int port) {
        return new Plain(Kind.UDP_ECHO, port);
    }

    /** The service of that notation, empty if it is none. */
    static Optional<ServiceSpec> checked(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) return Optional.empty();
        String word = text.substring(0, colon);
        String rest = text.substring(colon + 1);
        if (word.equals("http")) return http(rest);
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) return port(rest).map(port -> new Plain(kind, port));
        }
        return Optional.empty();
    }

    private static Optional<ServiceSpec> http(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) return Optional.empty();
        List<String> parts = new ArrayList<>(List.of(text.substring(equals + 1).split(",", -1)));
        boolean upload = false;
        boolean listing = false;
        while (parts.size() > 1 && List.of("upload", "list").contains(parts.getLast())) {
            upload |= parts.getLast().equals("upload");
            listing |= parts.getLast().equals("list");
            parts.removeLast();
        }
        String folder = String.join(",", parts);
        if (folder.isEmpty() || folder.indexOf('\0') >= 0) return Optional.empty();
        boolean uploads = upload;
        boolean listings = listing;
        return port(text.substring(0, equals))
                .map(port -> new Http(port, Path.of(folder), uploads, listings));
    }

    private static Optional<Integer> port(String text) {
        if (!text.matches("[0-9]{1,5}")) return Optional.empty();
        return Optional.of(Integer.valueOf(text)).filter(port -> port >= 1 && port <= 0xffff);
    }
}
