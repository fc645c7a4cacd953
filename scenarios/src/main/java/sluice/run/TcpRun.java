package sluice.run;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.report.Figures;
import sluice.script.TcpProgramSpec;
import sluice.service.BulkReceiver;
import sluice.service.BulkSender;
import sluice.service.Chargen;
import sluice.service.Service;
import sluice.service.ServiceStats;
import sluice.service.TcpClient;
import sluice.service.TcpDiscard;
import sluice.service.TcpEcho;
import sluice.service.TcpOutcome;
import sluice.service.Transfer;
import sluice.service.http.HttpClient;
import sluice.service.http.HttpFileServer;
import sluice.service.http.HttpOrder;
import sluice.service.http.HttpOutcome;

/** A program over TCP while a scenario runs, and its counts. */
sealed interface TcpRun {
    /** One of the counts; 0 where the program has no such. */
    long counter(String name);

    /** How far its connection has come, if it is one that connects. */
    Optional<TcpOutcome> outcome();

    /** What it did, in words. */
    String did();

    /** Starts a server. */
    static TcpRun server(TcpProgramSpec spec, HostStack stack) throws SocketRefused {
        int port = spec.port();
        return switch (spec) {
            case TcpProgramSpec.Server(_, _, _, var service, _) ->
                    new Serving(
                            switch (service) {
                                case ECHO -> new TcpEcho(stack.sockets(), port, true);
                                case DISCARD -> new TcpDiscard(stack.sockets(), port, true);
                                case CHARGEN -> new Chargen(stack.sockets(), port, true);
                            });
            case TcpProgramSpec.HttpServer(_, _, _, _, var pages) ->
                    new Serving(new HttpFileServer(stack.sockets(), port, pages));
            case TcpProgramSpec.BulkReceiver(_, _, _, _, long rate, int buffer) ->
                    new Receiving(
                            new BulkReceiver(
                                    stack, port, TcpSettings.DEFAULT.withBuffers(0, buffer), rate));
            case TcpProgramSpec.Client _ -> throw new IllegalArgumentException(spec.name());
        };
    }

    /** Starts a client. */
    static TcpRun client(TcpProgramSpec.Client spec, HostStack stack, IpAddress to) {
        TcpRun run =
                switch (spec) {
                    case TcpProgramSpec.BulkSender sender -> {
                        var amount =
                                new BulkSender.Amount(
                                        sender.octets(),
                                        sender.lastsNanos(),
                                        sender.bitsPerSecond());
                        TcpSettings settings = settings(sender.congestion());
                        var program = new BulkSender(stack, to, sender.port(), settings, amount);
                        program.start(sender.startNanos());
                        yield new Sending(program);
                    }
                    case TcpProgramSpec.HttpGet get -> {
                        List<HttpOrder> orders =
                                Stream.generate(() -> HttpOrder.get(get.path()))
                                        .limit(get.count())
                                        .toList();
                        var program =
                                new HttpClient(
                                        stack,
                                        to,
                                        get.port(),
                                        get.server(),
                                        TcpSettings.DEFAULT.withNoDelay(),
                                        orders);
                        program.start(get.startNanos());
                        yield new Getting(program);
                    }
                };
        return run;
    }

    private static TcpSettings settings(String congestion) {
        Optional<String> wish = congestion.isEmpty() ? Optional.empty() : Optional.of(congestion);
        return new TcpSettings(false, false, false, -1, 0, 0, 0, wish);
    }

    /** What a transfer counts. */
    private static long counter(Transfer transfer, String name) {
        return switch (name) {
            case "goodput-kbit" -> transfer.goodputBitsPerSecond() / 1000;
            case "millis" -> transfer.lastsNanos() / 1_000_000;
            default -> 0;
        };
    }

    private static String words(Transfer transfer) {
        if (transfer.lastsNanos() <= 0) return ""; // taken at once
        return " in %s (%s kbit/s)"
                .formatted(
                        Figures.duration(transfer.lastsNanos()),
                        Figures.grouped(transfer.goodputBitsPerSecond() / 1000));
    }

    private static String words(TcpClient client) {
        return ", "
                + client.outcome().word()
                + (client.status().isEmpty() ? "" : " (" + client.status() + ")")
                + ", "
                + Figures.counted(client.repeatedSegments(), "segment")
                + " sent again";
    }

    private static long counter(ServiceStats stats, String name) {
        return switch (name) {
            case "connections" -> stats.connections();
            case "failures" -> stats.failedConnections();
            case "received" -> stats.receivedOctets();
            case "sent" -> stats.sentOctets();
            case "requests" -> stats.asked();
            case "answers" -> stats.answered();
            default -> 0;
        };
    }

    private static String words(ServiceStats stats) {
        var words = new StringJoiner(", ");
        words.add(Figures.counted(stats.connections(), "connection"));
        words.add("received " + Figures.grouped(stats.receivedOctets()));
        words.add("sent " + Figures.grouped(stats.sentOctets()) + " octets");
        if (stats.asked() > 0)
            words.add(stats.answered() + " of " + Figures.counted(stats.asked(), "request"));
        stats.failures().forEach((name, count) -> words.add(count + " ended " + name));
        return words.toString();
    }

    /** A server. */
    record Serving(Service service) implements TcpRun {
        @Override
        public long counter(String name) {
            return TcpRun.counter(service.stats(), name);
        }

        @Override
        public Optional<TcpOutcome> outcome() {
            return Optional.empty();
        }

        @Override
        public String did() {
            return words(service.stats());
        }
    }

    /** A bulk receiver. */
    record Receiving(BulkReceiver program) implements TcpRun {
        @Override
        public long counter(String name) {
            if (name.equals("wrong")) return program.wrong();
            return TcpRun.counter(program.stats(), name) + TcpRun.counter(program.transfer(), name);
        }

        @Override
        public Optional<TcpOutcome> outcome() {
            return Optional.empty();
        }

        @Override
        public String did() {
            return words(program.stats()) + words(program.transfer());
        }
    }

    /** A bulk sender. */
    record Sending(BulkSender program) implements TcpRun {
        @Override
        public long counter(String name) {
            return switch (name) {
                case "sent" -> program.transfer().octets();
                case "repeated" -> program.repeatedSegments();
                default -> TcpRun.counter(program.transfer(), name);
            };
        }

        @Override
        public Optional<TcpOutcome> outcome() {
            return Optional.of(program.outcome());
        }

        @Override
        public String did() {
            return "sent "
                    + Figures.grouped(program.transfer().octets())
                    + " octets"
                    + words(program.transfer())
                    + words(program);
        }
    }

    /** An HTTP client. */
    record Getting(HttpClient program) implements TcpRun {
        @Override
        public long counter(String name) {
            return switch (name) {
                case "received" -> program.transfer().octets();
                case "repeated" -> program.repeatedSegments();
                case "requests" -> program.outcomes().size();
                case "answers" -> program.outcomes().stream().filter(HttpOutcome::ok).count();
                case "wrong" ->
                        program.outcomes().stream().map(HttpOutcome::sha256).distinct().count() > 1
                                        || !program.trouble().isEmpty()
                                ? 1
                                : 0;
                case "millis" ->
                        program.outcomes().isEmpty()
                                ? 0
                                : (program.outcomes().getLast().doneNanos()
                                                - program.outcomes().getFirst().askedNanos())
                                        / 1_000_000;
                default -> TcpRun.counter(program.transfer(), name);
            };
        }

        @Override
        public Optional<TcpOutcome> outcome() {
            return Optional.of(program.outcome());
        }

        @Override
        public String did() {
            var answers = new StringJoiner(" ");
            program.outcomes().stream().limit(5).forEach(each -> answers.add("" + each.status()));
            return "got "
                    + Figures.counted(program.outcomes().size(), "answer")
                    + (program.outcomes().isEmpty() ? "" : " (" + answers + ")")
                    + ", "
                    + Figures.grouped(program.transfer().octets())
                    + " octets"
                    + words(program.transfer())
                    + words(program)
                    + (program.trouble().isEmpty() ? "" : ": " + program.trouble());
        }
    }
}
