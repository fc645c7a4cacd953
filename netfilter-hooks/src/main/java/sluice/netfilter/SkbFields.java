package sluice.netfilter;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries everything that a descriptor knows to another one; for the verifier, which may be slow.
 * By reflection, so that a field that is added to {@link Skb} is not forgotten here.
 */
final class SkbFields {
    private static final List<Field> FIELDS = new ArrayList<>();

    static {
        collect(SkbMarks.class);
        collect(Skb.class);
    }

    private static void collect(Class<?> declaring) {
        for (Field field : declaring.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) continue;
            if (field.isAnnotationPresent(OfDescriptor.class)) continue;
            field.setAccessible(true);
            FIELDS.add(field);
        }
    }

    private SkbFields() {}

    /** All fields of {@code from} but those of the descriptor itself, into {@code to}. */
    static void copy(Skb from, Skb to) {
        try {
            for (Field field : FIELDS) field.set(to, field.get(from));
        } catch (IllegalAccessException impossible) {
            throw new LinkageError("a field of Skb", impossible);
        }
        System.arraycopy(from.control(), 0, to.control(), 0, Skb.CONTROL_WORDS);
    }

    /** What a descriptor knows; equal as long as nobody changes it. */
    static List<@Nullable Object> values(Skb of) {
        List<@Nullable Object> values = new ArrayList<>();
        try {
            for (Field field : FIELDS) values.add(field.get(of));
        } catch (IllegalAccessException impossible) {
            throw new LinkageError("a field of Skb", impossible);
        }
        for (long word : of.control()) values.add(word);
        return values;
    }
}
