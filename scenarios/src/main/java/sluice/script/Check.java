package sluice.script;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;
import sluice.packet.wire.Addresses;
import sluice.report.Suggestions;

/** Holds a tree against the grammar and says all that does not fit. */
final class Check {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");

    private final Problems problems;

    Check(Problems problems) {
        this.problems = problems;
    }

    void scenario(Node root) {
        node(root, Grammar.SCENARIO);
    }

    /** Whether the node itself has the form; what lies in it is checked and reported on its own. */
    private void node(Node node, Form form) {
        switch (form) {
            case Form.Value(Notation notation) ->
                    scalar(node, form).ifPresent(text -> value(node, notation, text));
            case Form.Whole(long min, long max) ->
                    scalar(node, form).ifPresent(text -> whole(node, min, max, text));
            case Form.Word word -> scalar(node, form).ifPresent(text -> word(node, word, text));
            case Form.ListOf(_, Form item) -> {
                if (node instanceof Node.Sequence(_, var items)) {
                    items.forEach(each -> node(each, item));
                } else {
                    unexpected(node, form);
                }
            }
            case Form.ByName(_, Form value) -> {
                if (node instanceof Node.Block(_, var members)) {
                    for (Node.Member member : members) {
                        name(member);
                        node(member.value(), value);
                    }
                } else {
                    unexpected(node, form);
                }
            }
            case Form.Fields fields -> {
                if (node instanceof Node.Block block) {
                    fields(block, fields);
                } else {
                    unexpected(node, form);
                }
            }
            case Form.ValueOrFields(Form.Value value, Form.Fields fields) -> {
                if (node instanceof Node.Block block) {
                    fields(block, fields);
                } else if (node instanceof Node.Scalar) {
                    node(node, value);
                } else {
                    unexpected(node, form);
                }
            }
        }
    }

    private void unexpected(Node node, Form form) {
        problems.add(node.place(), "found " + node.found() + "; expected " + form.what());
    }

    private Optional<String> scalar(Node node, Form form) {
        if (node instanceof Node.Scalar(_, String text)) {
            return Optional.of(text);
        }
        unexpected(node, form);
        return Optional.empty();
    }

    private void value(Node node, Notation notation, String text) {
        boolean fits =
                notation.matches(text)
                        && switch (notation) {
                            case DURATION -> Units.nanos(text).isPresent();
                            case RATE -> Units.bitsPerSecond(text).isPresent();
                            case SIZE -> Units.octets(text).isPresent();
                            case PROBABILITY -> Units.probability(text).isPresent();
                            case MAC -> !Addresses.isMulticastMac(Texts.mac(text));
                            case PREFIX -> Prefix.checked(text).isPresent();
                            case ADDRESS -> Texts.address(text).isPresent();
                            case DESTINATION ->
                                    text.equals("default") || Prefix.checked(text).isPresent();
                            case TARGET -> Texts.port(text).isPresent();
                            default -> true;
                        };
        if (!fits) {
            unexpected(node, new Form.Value(notation));
        }
    }

    private void whole(Node node, long min, long max, String text) {
        boolean fits = WHOLE.matcher(text).matches();
        if (fits) {
            var number = new BigInteger(text);
            fits =
                    number.compareTo(BigInteger.valueOf(min)) >= 0
                            && number.compareTo(BigInteger.valueOf(max)) <= 0;
        }
        if (!fits) {
            unexpected(node, new Form.Whole(min, max));
        }
    }

    private void word(Node node, Form.Word form, String text) {
        if (!form.words().contains(text)) {
            problems.add(
                    node.place(),
                    "found "
                            + node.found()
                            + "; expected "
                            + form.what()
                            + Suggestions.didYouMean(text, form.words()));
        }
    }

    private void name(Node.Member member) {
        if (!Notation.NAME.matches(member.name())) {
            problems.add(
                    member.place(),
                    "found "
                            + Node.Scalar.quoted(member.name())
                            + "; expected "
                            + Notation.NAME.what());
        }
    }

    private void fields(Node.Block block, Form.Fields form) {
        for (Node.Member member : block.members()) {
            Optional<Form.Field> field =
                    form.fields().stream().filter(f -> f.name().equals(member.name())).findFirst();
            if (field.isPresent()) {
                node(member.value(), field.get().form());
            } else {
                unknown(member, form);
            }
        }
        for (Form.Field field : form.fields()) {
            if (field.required() && block.value(field.name()).isEmpty()) {
                problems.add(
                        block.place(),
                        form.name()
                                + " without \""
                                + field.name()
                                + "\"; expected "
                                + field.form().what());
            }
        }
        for (Form.Group group : form.groups()) {
            group(block, form, group);
        }
    }

    private void unknown(Node.Member member, Form.Fields form) {
        String suggestion = Suggestions.didYouMean(member.name(), form.names());
        String expected =
                suggestion.isEmpty() ? "; expected " + String.join(", ", form.names()) : suggestion;
        problems.add(
                member.place(),
                "unknown name "
                        + Node.Scalar.quoted(member.name())
                        + " in "
                        + form.name()
                        + expected);
    }

    private void group(Node.Block block, Form.Fields form, Form.Group group) {
        var given = new ArrayList<Node.Member>();
        for (Node.Member member : block.members()) {
            if (group.names().contains(member.name())) {
                given.add(member);
            }
        }
        boolean misspelt =
                block.members().stream().anyMatch(member -> !form.names().contains(member.name()));
        if (given.isEmpty() && group.required() && !misspelt) {
            problems.add(
                    block.place(),
                    form.name()
                            + " without a kind; expected one of "
                            + String.join(", ", group.names()));
        }
        for (Node.Member extra : given.subList(Math.min(1, given.size()), given.size())) {
            problems.add(
                    extra.place(),
                    "\""
                            + extra.name()
                            + "\" beside \""
                            + given.getFirst().name()
                            + "\"; expected one of them");
        }
    }
}
