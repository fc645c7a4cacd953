package sluice.rules.iptables;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sluice.rules.names.Names;

/** Writes a rule as {@code iptables-save} does. */
final class Canonical {
    private Canonical() {}

    /** A rule without its chain: {@code -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT}. */
    static String rule(Command command, Making making) {
        StringBuilder text = new StringBuilder();
        address(text, "-s", command.source, making);
        address(text, "-d", command.destination, making);
        device(text, "-i", command.in);
        device(text, "-o", command.out);
        Command.Part protocol = command.protocol;
        if (protocol != null && command.protocolNumber != 0) {
            text.append(protocol.inverted() ? " ! -p " : " -p ");
            text.append(Names.ofProtocol(command.protocolNumber));
        }
        if (command.fragment != 0) text.append(command.fragment == 1 ? " -f" : " ! -f");
        for (Use use : command.matches) {
            text.append(" -m ").append(use.extension().name());
            text.append(use.extension().normal().text(use, making));
        }
        Use target = command.target;
        Word jump = command.jump;
        if (target != null) {
            text.append(" -j ")
                    .append(
                            target.extension().name().equals("NOTRACK")
                                    ? "CT --notrack"
                                    : target.extension().name());
            text.append(target.extension().normal().text(target, making));
        } else if (jump != null) {
            text.append(command.goesTo ? " -g " : " -j ").append(jump.text());
        }
        return text.isEmpty() ? "" : text.substring(1);
    }

    private static void address(
            StringBuilder text, String option, Command.@Nullable Part part, Making making) {
        if (part == null) return;
        Addresses.Network network = Addresses.networks(making.family(), part.word()).getFirst();
        if (network.all() && !part.inverted()) return;
        text.append(part.inverted() ? " ! " : " ")
                .append(option)
                .append(' ')
                .append(network.text());
    }

    private static void device(StringBuilder text, String option, Command.@Nullable Part part) {
        if (part == null || (part.word().text().equals("+") && !part.inverted())) return;
        text.append(part.inverted() ? " ! " : " ")
                .append(option)
                .append(' ')
                .append(Words.readable(part.word().text()));
    }

    /** The options in the order in which the extension declares them. */
    static String options(Use use, Making making) {
        StringBuilder text = new StringBuilder();
        for (Option option : use.extension().options()) {
            for (Given given : use.given()) {
                if (given.option() == option) option(text, given, making);
            }
        }
        return text.toString();
    }

    static void option(StringBuilder text, Given given, Making making) {
        text.append(given.inverted() ? " ! --" : " --").append(given.option().name());
        for (Word value : given.values()) {
            text.append(' ').append(value(given, value.text(), making));
        }
    }

    private static String value(Given given, String text, Making making) {
        return switch (given.option().form()) {
            case PLAIN -> Words.readable(text);
            case QUOTED -> Words.quoted(text);
            case PORTS -> ports(given, text, making);
            case DECIMAL -> Long.toString(Values.number(given, text, Long.MAX_VALUE));
            case HEXADECIMAL -> hexadecimal(given, text);
            case CAPITALS -> Words.readable(text.toUpperCase(Locale.ROOT));
            case SMALL -> Words.readable(text.toLowerCase(Locale.ROOT));
        };
    }

    private static String ports(Given given, String text, Making making) {
        StringBuilder list = new StringBuilder();
        for (String each : List.of(text.split(",", -1))) {
            if (!list.isEmpty()) list.append(',');
            list.append(Values.ports(given, each, making.protocol()));
        }
        return list.toString();
    }

    /** {@code 0x1/0xff}; a mask of all bits is not written. */
    private static String hexadecimal(Given given, String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return hex(Values.number(given, text, 0xffff_ffffL));
        long mask = Values.number(given, text.substring(slash + 1), 0xffff_ffffL);
        String value = hex(Values.number(given, text.substring(0, slash), 0xffff_ffffL));
        return mask == 0xffff_ffffL ? value : value + "/" + hex(mask);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
