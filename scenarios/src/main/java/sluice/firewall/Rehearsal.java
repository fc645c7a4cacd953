package sluice.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.edge.IpAddress;
import sluice.firewall.PacketSpec.Described;
import sluice.firewall.PacketSpec.Way;

/**
 * Packets sent through rules, on a host that is known or on each host it may be: one to which the
 * packets go, one through which they go, one that sends them.
 *
 * @param runs one for each host
 */
public record Rehearsal(List<Run> runs) {
    /** Copies the list. */
    public Rehearsal {
        runs = List.copyOf(runs);
    }

    /**
     * What happened on one host.
     *
     * @param title {@code to us}; empty if the host is known
     * @param answers one for each packet, as often as it was sent
     * @param trouble why it stopped before the end, or empty
     * @param notes about the host
     */
    public record Run(
            String title,
            ReadRules rules,
            List<Answer> answers,
            String trouble,
            List<String> notes) {
        /** Copies the lists. */
        public Run {
            answers = List.copyOf(answers);
            notes = List.copyOf(notes);
        }
    }

    /** Whether each packet met with a verdict, on each host. */
    public boolean all(Answer.Verdict verdict) {
        return runs.stream()
                .allMatch(run ->
                        run.trouble.isEmpty()
                                && !run.answers.isEmpty()
                                && run.answers.stream().allMatch(a -> a.verdict() == verdict));
    }

    /** Sends packets through rules on a host. */
    public static Rehearsal on(
            HostDescription host,
            List<RulesText> rules,
            RulesReader.Options options,
            List<PacketSpec> packets)
            throws NotationFault {
        return new Rehearsal(List.of(run("", host, rules, options, packets)));
    }

    /** Sends packets through rules on each host it may be. */
    public static Rehearsal onEach(
            List<RulesText> rules, RulesReader.Options options, List<PacketSpec> packets)
            throws NotationFault {
        Optional<Described> first =
                packets.stream()
                        .map(PacketSpec::content)
                        .filter(Described.class::isInstance)
                        .map(Described.class::cast)
                        .findFirst();
        if (first.isEmpty())
            throw new NotationFault(1, "without addresses the host must be said: --self or --host");
        List<Run> runs = new ArrayList<>();
        for (Role role : Role.values()) {
            if (!role.fits(first.get())) continue;
            runs.add(
                    run(
                            role.title,
                            role.host(first.get()),
                            rules,
                            options,
                            packets.stream().map(spec -> role.sent(spec)).toList()));
        }
        return new Rehearsal(runs);
    }

    /** What the host may be to a packet. */
    private enum Role {
        TO_US("to us"),
        THROUGH_US("through us"),
        FROM_US("from us");

        private final String title;

        Role(String title) {
            this.title = title;
        }

        boolean fits(Described packet) {
            return switch (packet.way()) {
                case UNSAID -> true;
                case IN -> this != FROM_US;
                case OUT -> this == FROM_US;
            };
        }

        PacketSpec sent(PacketSpec spec) {
            if (!(spec.content() instanceof Described d) || d.way() != Way.UNSAID) return spec;
            Described sent =
                    new Described(
                            this == FROM_US ? Way.OUT : Way.IN,
                            d.device(),
                            d.protocol(),
                            d.from(),
                            d.fromPort(),
                            d.to(),
                            d.toPort(),
                            d.flags(),
                            d.icmpType(),
                            d.icmpCode(),
                            d.options());
            return new PacketSpec(spec.text(), sent, spec.repeat(), spec.afterNanos());
        }

        HostDescription host(Described packet) {
            String in = packet.device().isEmpty() ? "eth0" : packet.device();
            String other = in.equals("eth1") ? "eth0" : "eth1";
            Map<String, List<String>> devices = new LinkedHashMap<>();
            switch (this) {
                case TO_US -> {
                    devices.put(in, List.of(network(packet.to())));
                    devices.put(other, List.of());
                }
                case THROUGH_US -> {
                    // The way out comes first: everything else is reached by it.
                    devices.put(other, List.of(network(beside(packet.to(), packet.from()))));
                    devices.put(in, List.of(network(beside(packet.from(), packet.to()))));
                }
                case FROM_US -> {
                    devices.put(in, List.of(network(packet.from())));
                    devices.put(other, List.of());
                }
            }
            return HostDescription.of(devices);
        }
    }

    private static String network(IpAddress address) {
        return address + (address.isV4() ? "/24" : "/64");
    }

    private static IpAddress beside(IpAddress address, IpAddress other) {
        for (int last = 254; ; last--) {
            IpAddress found =
                    address.isV4()
                            ? IpAddress.v4((address.v4() & 0xffff_ff00) | last)
                            : new IpAddress(address.high(), (address.low() & ~0xffL) | last);
            if (!found.equals(address) && !found.equals(other)) return found;
        }
    }

    private static Run run(
            String title,
            HostDescription description,
            List<RulesText> rules,
            RulesReader.Options options,
            List<PacketSpec> packets)
            throws NotationFault {
        try (var host = new FirewallHost(description)) {
            List<Complaint> ignored = new ArrayList<>();
            for (RulesText text : rules) {
                ReadRules read = RulesReader.load(host.linux(), text, options);
                if (!read.loaded()) return new Run(title, read, List.of(), "", host.notes());
                ignored.addAll(read.ignored());
            }
            ReadRules read = new ReadRules(List.of(), ignored);
            List<Answer> answers = new ArrayList<>();
            for (PacketSpec packet : packets) {
                for (int i = 0; i < packet.repeat(); i++) {
                    try {
                        answers.add(host.send(i == 0 ? packet : packet.again()));
                    } catch (NotationFault e) {
                        String trouble = "\"" + packet.text() + "\": " + e.text();
                        return new Run(title, read, answers, trouble, host.notes());
                    }
                }
            }
            return new Run(title, read, answers, "", host.notes());
        }
    }
}
