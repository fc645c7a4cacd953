package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import sluice.rules.RuleFamily;
import sluice.rules.names.Names;

/**
 * Takes the words of a command apart as {@code do_parse} of iptables and {@code getopt_long} do:
 * long options may be shortened as long as they stay unique, the options of the match named last
 * come first, and the match of a protocol is there by itself when one of its options is used.
 */
final class CommandParser {
    private static final int CHAIN_LENGTH_MAX = 28;

    /** Long names of the options that every rule has. */
    private static final Map<String, Character> LONG = longNames();

    /** Short options that take a word. */
    private static final String WITH_WORD = "ADRIFXNPZstdpiojgmcwE";

    private static final String COMMANDS = "ADRINXFPZ";

    private final RuleFamily family;
    private final List<Word> words;
    private final Command command = new Command();
    private int at;
    private int invertedAt;
    private boolean protocolMatchLoaded;

    private CommandParser(RuleFamily family, List<Word> words) {
        this.family = family;
        this.words = words;
    }

    /** Takes a line apart; {@link Refused} if it cannot be. */
    static Command parse(RuleFamily family, List<Word> words) {
        return new CommandParser(family, words).run();
    }

    private static Map<String, Character> longNames() {
        Map<String, Character> names = new LinkedHashMap<>();
        names.put("append", 'A');
        names.put("delete", 'D');
        names.put("insert", 'I');
        names.put("replace", 'R');
        names.put("flush", 'F');
        names.put("zero", 'Z');
        names.put("new-chain", 'N');
        names.put("delete-chain", 'X');
        names.put("rename-chain", 'E');
        names.put("policy", 'P');
        names.put("source", 's');
        names.put("destination", 'd');
        names.put("src", 's');
        names.put("dst", 'd');
        names.put("protocol", 'p');
        names.put("proto", 'p');
        names.put("in-interface", 'i');
        names.put("jump", 'j');
        names.put("goto", 'g');
        names.put("table", 't');
        names.put("match", 'm');
        names.put("out-interface", 'o');
        names.put("fragments", 'f');
        names.put("set-counters", 'c');
        names.put("wait", 'w');
        names.put("ipv4", '4');
        names.put("ipv6", '6');
        return names;
    }

    private Command run() {
        while (at < words.size()) {
            Word word = words.get(at++);
            String text = word.text();
            if (text.equals("!")) {
                if (invertedAt != 0) throw new Refused(word.column(), "two ! in a row");
                invertedAt = word.column();
                continue;
            }
            int before = at - 1;
            if (text.startsWith("--") && text.length() > 2) longOption(word);
            else if (text.startsWith("-") && text.length() > 1 && !text.equals("--"))
                shortOption(word);
            else throw new Refused(word.column(), "an option was expected, not '" + text + "'");
            remember(before);
        }
        if (invertedAt != 0) throw new Refused(invertedAt, "nothing behind !");
        if (command.verb == 0) throw new Refused(1, "no command such as -A");
        return command;
    }

    private boolean skipSpecification;

    private void remember(int before) {
        if (!skipSpecification) {
            if (before > 0 && words.get(before - 1).text().equals("!"))
                command.specification.add(words.get(before - 1));
            for (int i = before; i < at; i++) command.specification.add(words.get(i));
        }
        skipSpecification = false;
    }

    private boolean takeInverted() {
        boolean inverted = invertedAt != 0;
        invertedAt = 0;
        return inverted;
    }

    private void longOption(Word word) {
        String text = word.text().substring(2);
        int sign = text.indexOf('=');
        Word attached = null;
        if (sign >= 0) {
            attached = new Word(text.substring(sign + 1), word.column() + 2 + sign + 1);
            text = text.substring(0, sign);
        }
        Object found = find(text, word);
        if (found instanceof Character letter) basic(letter, word, attached);
        else if (found instanceof Found(Use use, Option option))
            extended(use, option, word, attached);
    }

    /** An option of an extension in use. */
    private record Found(Use use, Option option) {}

    private Object find(String name, Word word) {
        Object exact = exact(name);
        if (exact == null) exact = shortened(name, word);
        if (exact == null && loadProtocolMatch(word)) {
            exact = exact(name);
            if (exact == null) exact = shortened(name, word);
        }
        if (exact == null)
            throw new Refused(word.column(), "unknown option --" + name + hint(name));
        return exact;
    }

    private String hint(String name) {
        boolean ports = name.endsWith("port");
        return ports && command.protocol == null ? " (-p tcp or -p udp must come first)" : "";
    }

    private List<Use> inUse() {
        List<Use> uses = new ArrayList<>();
        if (command.target != null) uses.add(command.target);
        uses.addAll(command.matches.reversed());
        // The newest comes first: a target that was named before the last match does not.
        uses.sort((a, b) -> Integer.compare(b.column(), a.column()));
        return uses;
    }

    private @Nullable Object exact(String name) {
        for (Use use : inUse()) {
            for (Option option : use.extension().options())
                if (option.names().contains(name)) return new Found(use, option);
        }
        return LONG.get(name);
    }

    private @Nullable Object shortened(String name, Word word) {
        Object found = null;
        List<String> known = new ArrayList<>();
        for (Use use : inUse()) {
            for (Option option : use.extension().options()) {
                for (String each : option.names()) {
                    if (!each.startsWith(name) || known.contains(each)) continue;
                    known.add(each);
                    boolean same =
                            found instanceof Found(Use at, Option other)
                                    && at == use
                                    && other == option;
                    if (found != null && !same) throw ambiguous(name, word, known);
                    found = new Found(use, option);
                }
            }
        }
        for (Map.Entry<String, Character> each : LONG.entrySet()) {
            if (!each.getKey().startsWith(name) || known.contains(each.getKey())) continue;
            known.add(each.getKey());
            if (found != null && !found.equals(each.getValue())) throw ambiguous(name, word, known);
            found = each.getValue();
        }
        return found;
    }

    private static Refused ambiguous(String name, Word word, List<String> known) {
        return new Refused(
                word.column(), "--" + name + " may be --" + String.join(" or --", known));
    }

    /** {@code load_proto}: the match that has the protocol's name. */
    private boolean loadProtocolMatch(Word word) {
        Command.Part protocol = command.protocol;
        if (protocol == null || protocolMatchLoaded) return false;
        protocolMatchLoaded = true;
        Extension match = Registry.match(Names.ofProtocol(command.protocolNumber), family);
        if (match == null) return false;
        command.matches.add(new Use(match, word.column()));
        return true;
    }

    private void extended(Use use, Option option, Word word, @Nullable Word attached) {
        boolean inverted = takeInverted();
        List<Word> values = new ArrayList<>();
        if (option.words() == 0 && attached != null)
            throw new Refused(word.column(), "--" + option.name() + " takes no value");
        if (attached != null) values.add(attached);
        while (values.size() < option.words()) {
            Word value = next(word);
            // The old form: --option ! value.
            if (values.isEmpty() && value.text().equals("!") && option.invertible() && !inverted) {
                inverted = true;
                continue;
            }
            values.add(value);
        }
        if (inverted && !option.invertible())
            throw new Refused(word.column(), "--" + option.name() + " cannot be negated");
        use.add(new Given(option, values, inverted, word.column()));
    }

    private Word next(Word option) {
        if (at >= words.size())
            throw new Refused(option.column(), "a value is missing behind " + option.text());
        return words.get(at++);
    }

    private void shortOption(Word word) {
        char letter = word.text().charAt(1);
        Word attached = null;
        if (word.text().length() > 2) {
            if (WITH_WORD.indexOf(letter) < 0)
                throw new Refused(word.column(), "unknown option " + word.text());
            attached = new Word(word.text().substring(2), word.column() + 2);
        }
        basic(letter, word, attached);
    }

    private void basic(char letter, Word word, @Nullable Word attached) {
        if (COMMANDS.indexOf(letter) >= 0) {
            verb(letter, word, attached);
            return;
        }
        switch (letter) {
            case 't' -> {
                command.table = attached == null ? next(word) : attached;
                skipSpecification = true;
            }
            case 'w' -> {
                if (attached == null && numberNext()) at++;
                skipSpecification = true;
            }
            case '4', '6' -> {
                command.onlyVersion = letter - '0';
                skipSpecification = true;
            }
            case 's' -> command.source = part(command.source, word, attached);
            case 'd' -> command.destination = part(command.destination, word, attached);
            case 'i' -> command.in = part(command.in, word, attached);
            case 'o' -> command.out = part(command.out, word, attached);
            case 'p' -> protocol(part(command.protocol, word, attached));
            case 'f' -> {
                if (family == RuleFamily.IP6)
                    throw new Refused(word.column(), "-f: ip6tables has -m frag for fragments");
                if (command.fragment != 0) throw new Refused(word.column(), "-f is given twice");
                command.fragment = takeInverted() ? 2 : 1;
            }
            case 'm' -> match(word, attached == null ? next(word) : attached);
            case 'j', 'g' -> jump(letter, word, attached == null ? next(word) : attached);
            case 'c' -> {
                skipSpecification = true;
                counters(word, attached == null ? next(word) : attached);
            }
            default -> throw new Refused(word.column(), "unknown option " + word.text());
        }
        noInversion(word);
    }

    private void noInversion(Word word) {
        if (takeInverted()) throw new Refused(word.column(), word.text() + " cannot be negated");
    }

    private Command.Part part(Command.@Nullable Part there, Word word, @Nullable Word attached) {
        if (there != null) throw new Refused(word.column(), word.text() + " is given twice");
        boolean inverted = takeInverted();
        Word value = attached == null ? next(word) : attached;
        if (value.text().equals("!") && attached == null && !inverted) {
            inverted = true;
            value = next(word);
        }
        return new Command.Part(value, inverted);
    }

    private void protocol(Command.Part part) {
        command.protocol = part;
        String text = part.word().text().toLowerCase(Locale.ROOT);
        OptionalInt number = text.equals("all") ? OptionalInt.of(0) : Values.whole(text, 0, 255);
        if (number.isEmpty()) number = Names.protocol(text);
        if (number.isEmpty())
            throw new Refused(
                    part.word().column(), "unknown protocol '" + part.word().text() + "'");
        command.protocolNumber = number.getAsInt();
        if (command.protocolNumber == 0 && part.inverted())
            throw new Refused(part.word().column(), "! -p all matches nothing");
    }

    private void match(Word word, Word name) {
        Extension found = Registry.match(name.text(), family);
        if (found == null) throw new Refused(name.column(), "unknown match '" + name.text() + "'");
        // Of one with the protocol's name, a second -m is the same one.
        command.matches.add(new Use(found, word.column()));
        if (found.name().equals(protocolMatch())) protocolMatchLoaded = true;
    }

    private String protocolMatch() {
        Extension match = Registry.match(Names.ofProtocol(command.protocolNumber), family);
        return match == null ? "" : match.name();
    }

    private void jump(char letter, Word word, Word name) {
        if (command.jump != null) throw new Refused(word.column(), "a second -j or -g");
        command.jump = name;
        command.goesTo = letter == 'g';
        Extension found = Registry.target(name.text(), family);
        if (found == null) {
            checkName(name);
            return;
        }
        if (letter == 'g')
            throw new Refused(
                    name.column(), "-g takes a chain, and " + name.text() + " is a target");
        command.target = new Use(found, word.column());
    }

    private static void checkName(Word name) {
        String text = name.text();
        if (text.isEmpty()) throw new Refused(name.column(), "a name of a chain is empty");
        if (text.startsWith("-") || text.startsWith("!"))
            throw new Refused(
                    name.column(), "the name of a chain may not start with " + text.charAt(0));
        if (text.length() > CHAIN_LENGTH_MAX)
            throw new Refused(
                    name.column(),
                    "the name of a chain may have "
                            + CHAIN_LENGTH_MAX
                            + " characters, not "
                            + text.length());
        if (text.chars().anyMatch(Character::isWhitespace))
            throw new Refused(name.column(), "a blank in the name of a chain");
    }

    private void verb(char letter, Word word, @Nullable Word attached) {
        skipSpecification = true;
        if (command.verb != 0) throw new Refused(word.column(), "a second command");
        noInversion(word);
        command.verb = letter;
        boolean optional = letter == 'F' || letter == 'X' || letter == 'Z';
        if (attached != null) command.chain = attached;
        else if (!optional || (at < words.size() && !words.get(at).text().startsWith("-")))
            command.chain = next(word);
        if (letter == 'P') command.policy = next(word);
        if (letter == 'N') checkNew(command.requireChain());
        boolean numbered = letter == 'I' || letter == 'D' || letter == 'R';
        if (numbered && numberNext()) {
            Word number = next(word);
            command.number = Values.whole(number.text(), 1, Integer.MAX_VALUE).orElse(0);
            if (command.number == 0)
                throw new Refused(number.column(), "the number of a rule is 1 or more");
        } else if (letter == 'R') {
            throw new Refused(word.column(), "-R needs the number of a rule");
        }
    }

    static void checkNew(Word name) {
        checkName(name);
        boolean taken =
                Registry.target(name.text(), RuleFamily.IP) != null
                        || Registry.target(name.text(), RuleFamily.IP6) != null;
        if (taken)
            throw new Refused(
                    name.column(),
                    "a chain may not be called " + name.text() + " as the target is");
    }

    private boolean numberNext() {
        if (at >= words.size()) return false;
        String text = words.get(at).text();
        return !text.isEmpty() && Character.isDigit(text.charAt(0));
    }

    private void counters(Word word, Word first) {
        int comma = first.text().indexOf(',');
        String packets = comma >= 0 ? first.text().substring(0, comma) : first.text();
        String octets = comma >= 0 ? first.text().substring(comma + 1) : next(word).text();
        command.packets = Values.count(packets, first.column());
        command.octets = Values.count(octets, first.column());
    }
}
