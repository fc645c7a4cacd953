package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A value of a case's file that knows its place; asked for what it should be. */
record CaseJson(String pointer, JsonNode node) {
    private CaseFault expected(String what) {
        return new CaseFault(pointer, "expected " + what + ", found " + excerpt());
    }

    private String excerpt() {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    // ---- members ---------------------------------------------------------------------------

    /** The member; a missing one is named when it is asked what it is. */
    CaseJson at(String name) {
        return new CaseJson(pointer + "/" + name, node.path(name));
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Refuses members of other names: what is not understood is not skipped. */
    void requireOnly(Set<String> names) throws CaseFault {
        if (!node.isObject()) throw expected("an object");
        for (String name : node.propertyNames()) {
            if (!names.contains(name))
                throw new CaseFault(pointer + "/" + name, "unknown member " + name);
        }
    }

    Map<String, CaseJson> members() throws CaseFault {
        if (!node.isObject()) throw expected("an object");
        Map<String, CaseJson> members = new LinkedHashMap<>();
        for (String name : node.propertyNames()) members.put(name, at(name));
        return members;
    }

    /** The items of a list; none if there is no list. */
    List<CaseJson> items() throws CaseFault {
        if (node.isMissingNode() || node.isNull()) return List.of();
        if (!node.isArray()) throw expected("a list");
        List<CaseJson> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++)
            items.add(new CaseJson(pointer + "/" + i, node.path(i)));
        return items;
    }

    // ---- values ----------------------------------------------------------------------------

    String text() throws CaseFault {
        if (!node.isString()) throw expected("text");
        return node.asString();
    }

    String text(String name) throws CaseFault {
        return at(name).text();
    }

    Optional<String> optional(String name) throws CaseFault {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    List<String> texts(String name) throws CaseFault {
        List<String> texts = new ArrayList<>();
        for (CaseJson item : at(name).items()) texts.add(item.text());
        return texts;
    }

    int number(int min, int max) throws CaseFault {
        if (!node.isIntegralNumber() || !node.canConvertToInt())
            throw expected("a number from " + min + " to " + max);
        int value = node.asInt();
        if (value < min || value > max) throw expected("a number from " + min + " to " + max);
        return value;
    }

    int number(String name, int min, int max) throws CaseFault {
        return at(name).number(min, max);
    }

    int number(String name, int min, int max, int otherwise) throws CaseFault {
        return has(name) ? number(name, min, max) : otherwise;
    }

    boolean flag(String name) throws CaseFault {
        if (!has(name)) return false;
        CaseJson value = at(name);
        if (!value.node.isBoolean()) throw value.expected("true or false");
        return value.node.asBoolean();
    }

    byte[] octets(String name) throws CaseFault {
        CaseJson value = at(name);
        try {
            return HexFormat.of().parseHex(value.text());
        } catch (IllegalArgumentException _) {
            throw value.expected("pairs of hex digits");
        }
    }

    /** A scalar as it is written, text or number. */
    String word() throws CaseFault {
        if (!node.isValueNode()) throw expected("a word");
        return node.asString();
    }
}
