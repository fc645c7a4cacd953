package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.rules.Counter;
import sluice.rules.Expression;
import sluice.rules.Rule;
import sluice.rules.RuleFamily;
import sluice.rules.RuleVerdict;
import sluice.rules.SourcePlace;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Compare.Relation;
import sluice.rules.statement.Decide;

/** Makes rules of commands: addresses, devices, protocol, matches, counter, target. */
final class RuleMaker {
    private static final int DEVICE_LENGTH_MAX = 15;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_DESTINATION = 24;

    private final RuleFamily family;
    private final String table;
    private final Shared shared;

    RuleMaker(RuleFamily family, String table, Shared shared) {
        this.family = family;
        this.table = table;
        this.shared = shared;
    }

    /** A rule and what it was made of. */
    record Made(Rule rule, Command command) {}

    /** One rule, or several if lists of addresses are given. */
    List<Made> make(Command command, SourcePlace place) {
        check(command);
        List<Made> rules = new ArrayList<>();
        List<Command.@Nullable Part> sources = each(command.source);
        List<Command.@Nullable Part> destinations = each(command.destination);
        for (Command.@Nullable Part source : sources) {
            for (Command.@Nullable Part destination : destinations) {
                command.source = source;
                command.destination = destination;
                rules.add(new Made(rule(command, place), command));
            }
        }
        return rules;
    }

    private List<Command.@Nullable Part> each(Command.@Nullable Part part) {
        List<Command.@Nullable Part> parts = new ArrayList<>();
        if (part == null) {
            parts.add(null);
            return parts;
        }
        String[] texts = part.word().text().split(",", -1);
        if (texts.length > 1 && part.inverted())
            throw new Refused(part.word().column(), "! does not go with several addresses");
        for (String text : texts)
            parts.add(
                    new Command.Part(
                            new Word(text.strip(), part.word().column()), part.inverted()));
        return parts;
    }

    private Rule rule(Command command, SourcePlace place) {
        Making making = new Making(family, table, command, shared);
        boolean ipv4 = family == RuleFamily.IP;
        address(making, command.source, ipv4 ? IPV4_SOURCE : IPV6_SOURCE);
        address(making, command.destination, ipv4 ? IPV4_DESTINATION : IPV6_DESTINATION);
        device(making, command.in, MetaKey.IIFNAME);
        device(making, command.out, MetaKey.OIFNAME);
        protocol(making, command);
        if (command.fragment != 0) {
            Expression offset =
                    Bitwise.and(new Payload(Payload.Base.NETWORK, 6, 2), Making.octets(0x1fff, 2));
            making.add(
                    new Compare(
                            offset,
                            command.fragment == 1 ? Relation.NE : Relation.EQ,
                            new byte[2]));
        }
        String comment = "";
        for (Use use : command.matches) {
            use.extension().maker().make(use, making);
            Given given = use.find("comment");
            if (given != null && use.extension().name().equals("comment")) comment = given.text();
        }
        making.add(new Counter(command.packets, command.octets));
        target(making, command);
        return new Rule(place, text(command), making.statements(), comment);
    }

    /** As it is written, but with one address where several were given. */
    private static String text(Command command) {
        StringBuilder text = new StringBuilder();
        boolean source = false;
        boolean destination = false;
        for (Word word : command.specification) {
            String each = word.text();
            Command.Part from = source ? command.source : destination ? command.destination : null;
            if (from != null && !each.equals("!")) {
                each = from.word().text();
                source = false;
                destination = false;
            } else if (List.of("-s", "--source", "--src").contains(each)) {
                source = true;
            } else if (List.of("-d", "--destination", "--dst").contains(each)) {
                destination = true;
            }
            if (!text.isEmpty()) text.append(' ');
            text.append(Words.readable(each));
        }
        return text.toString();
    }

    private void address(Making making, Command.@Nullable Part part, int offset) {
        if (part == null) return;
        Addresses.Network network =
                Addresses.network(family, part.word().text(), part.word().column());
        if (network.all() && !part.inverted()) return;
        Relation relation = part.inverted() ? Relation.NE : Relation.EQ;
        int prefix = network.prefix();
        if (prefix > 0 && prefix % 8 == 0) {
            Payload front = new Payload(Payload.Base.NETWORK, offset, prefix / 8);
            making.add(new Compare(front, relation, Arrays.copyOf(network.address(), prefix / 8)));
            return;
        }
        Payload whole = new Payload(Payload.Base.NETWORK, offset, network.address().length);
        making.add(new Compare(Bitwise.and(whole, network.mask()), relation, network.address()));
    }

    private static void device(Making making, Command.@Nullable Part part, MetaKey key) {
        if (part == null) return;
        String name = part.word().text();
        if (name.isEmpty() || name.length() > DEVICE_LENGTH_MAX)
            throw new Refused(
                    part.word().column(),
                    "the name of a device has 1 to " + DEVICE_LENGTH_MAX + " characters");
        boolean prefix = name.endsWith("+");
        if (name.equals("+") && !part.inverted()) return;
        byte[] value = Meta.nameValue(prefix ? name.substring(0, name.length() - 1) : name);
        if (prefix) value = Arrays.copyOf(value, name.length() - 1);
        making.add(new Compare(new Meta(key), part.inverted() ? Relation.NE : Relation.EQ, value));
    }

    private static void protocol(Making making, Command command) {
        Command.Part part = command.protocol;
        if (part == null || command.protocolNumber == 0) return;
        making.add(
                new Compare(
                        new Meta(MetaKey.L4PROTO),
                        part.inverted() ? Relation.NE : Relation.EQ,
                        new byte[] {(byte) command.protocolNumber}));
    }

    private void target(Making making, Command command) {
        Use target = command.target;
        Word jump = command.jump;
        if (target != null) {
            target.extension().maker().make(target, making);
        } else if (jump != null) {
            String name = jump.text();
            making.add(
                    new Decide(command.goesTo ? RuleVerdict.goTo(name) : RuleVerdict.jump(name)));
        }
    }

    // ---- what may stand where -------------------------------------------------------------

    private void check(Command command) {
        Word chain = command.requireChain();
        boolean sending = chain.text().equals("OUTPUT") || chain.text().equals("POSTROUTING");
        boolean receiving = chain.text().equals("INPUT") || chain.text().equals("PREROUTING");
        Command.Part in = command.in;
        Command.Part out = command.out;
        if (in != null && sending)
            throw new Refused(in.word().column(), "-i does not go with " + chain.text());
        if (out != null && receiving)
            throw new Refused(out.word().column(), "-o does not go with " + chain.text());
        for (Use use : command.matches) check(use, command);
        if (command.target != null) check(command.target, command);
    }

    private void check(Use use, Command command) {
        Extension extension = use.extension();
        Set<String> tables = extension.tables();
        if (!tables.isEmpty() && !tables.contains(table))
            throw use.refused(
                    "only in table "
                            + String.join(" or ", tables.stream().sorted().toList())
                            + ", not in "
                            + table);
        Set<Integer> protocols = extension.protocols();
        if (protocols.isEmpty()) return;
        Command.Part part = command.protocol;
        if (part == null || part.inverted() || !protocols.contains(command.protocolNumber))
            throw use.refused(
                    "the rule must be for protocol "
                            + String.join(
                                    " or ",
                                    protocols.stream()
                                            .sorted()
                                            .map(sluice.rules.names.Names::ofProtocol)
                                            .toList()));
    }
}
