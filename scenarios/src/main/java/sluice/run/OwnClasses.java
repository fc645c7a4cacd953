package sluice.run;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * The user's own drivers and hooks: classes on a class path, made by the public constructor whose
 * parameters have the names and types of the options. What does not fit is a sentence, never a
 * stack trace.
 */
public final class OwnClasses {
    private final List<Path> classpath;
    private final ClassLoader loader;

    /** Classes of these jars and folders, and of the program itself. */
    public OwnClasses(List<Path> classpath) {
        this.classpath = classpath;
        URL[] urls =
                classpath.stream()
                        .map(path -> {
                            try {
                                return path.toUri().toURL();
                            } catch (MalformedURLException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .toArray(URL[]::new);
        this.loader =
                urls.length == 0
                        ? OwnClasses.class.getClassLoader()
                        : new URLClassLoader(urls, OwnClasses.class.getClassLoader());
    }

    /** Something that is wrong with a class or its options. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** An object of the class, which must be a {@code type}. */
    public <T> T make(String className, Class<T> type, Map<String, String> options)
            throws Unusable {
        Class<?> found = load(className);
        if (!type.isAssignableFrom(found)) {
            throw new Unusable(
                    className
                            + " is no "
                            + type.getName()
                            + "; it must implement it to stand here");
        }
        if (Modifier.isAbstract(found.getModifiers())) {
            throw new Unusable(className + " is abstract; expected a class that can be made");
        }
        return type.cast(construct(found, options));
    }

    private Class<?> load(String className) throws Unusable {
        try {
            return Class.forName(className, true, loader);
        } catch (ClassNotFoundException _) {
            throw new Unusable("class " + className + " was not found" + where());
        } catch (LinkageError broken) {
            throw new Unusable("class " + className + " cannot be loaded: " + broken);
        }
    }

    private String where() {
        if (classpath.isEmpty()) {
            return "; name your jars and folders with --classpath";
        }
        var text = new StringJoiner(", ", " on ", "");
        for (Path path : classpath) {
            text.add(path + (Files.exists(path) ? "" : " (which does not exist)"));
        }
        return text.toString();
    }

    private static Object construct(Class<?> type, Map<String, String> options) throws Unusable {
        List<Constructor<?>> fitting = new ArrayList<>();
        for (Constructor<?> each : type.getConstructors()) {
            if (fits(each, options)) {
                fitting.add(each);
            }
        }
        Optional<Constructor<?>> constructor = fitting.stream().findFirst();
        if (constructor.isEmpty()) {
            throw new Unusable(type.getName() + " " + noConstructor(type, options));
        }
        Parameter[] parameters = constructor.get().getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            String text = options.getOrDefault(parameters[i].getName(), "");
            arguments[i] =
                    takesAll(constructor.get())
                            ? Map.copyOf(options)
                            : value(type, parameters[i], text);
        }
        try {
            return constructor.get().newInstance(arguments);
        } catch (InvocationTargetException thrown) {
            throw new Unusable(type.getName() + " cannot be made: " + thrown.getCause());
        } catch (ReflectiveOperationException inaccessible) {
            throw new Unusable(
                    type.getName() + " cannot be made: expected a public class, " + inaccessible);
        }
    }

    private static boolean takesAll(Constructor<?> constructor) {
        return constructor.getParameterCount() == 1
                && constructor.getParameterTypes()[0] == Map.class;
    }

    private static boolean fits(Constructor<?> constructor, Map<String, String> options) {
        if (takesAll(constructor)) {
            return true;
        }
        var names = new TreeSet<String>();
        for (Parameter parameter : constructor.getParameters()) {
            names.add(parameter.getName());
        }
        return names.size() == constructor.getParameterCount() && names.equals(options.keySet());
    }

    private static String noConstructor(Class<?> type, Map<String, String> options) {
        var found = new StringJoiner(" or ");
        for (Constructor<?> each : type.getConstructors()) {
            found.add(
                    "("
                            + String.join(
                                    ", ",
                                    Arrays.stream(each.getParameters())
                                            .map(p ->
                                                    p.getType().getSimpleName() + " " + p.getName())
                                            .toList())
                            + ")");
        }
        String given =
                options.isEmpty()
                        ? "without options"
                        : "with the options " + String.join(", ", options.keySet());
        return "has no public constructor to be made "
                + given
                + "; it has "
                + (found.length() == 0 ? "none" : found)
                + " (names are those of a record's components, or of parameters compiled with -parameters)";
    }

    private static Object value(Class<?> type, Parameter parameter, String text) throws Unusable {
        Class<?> wanted = parameter.getType();
        try {
            if (wanted == int.class) return Integer.parseInt(text);
            if (wanted == long.class) return Long.parseLong(text);
            if (wanted == double.class) return Double.parseDouble(text);
            if (wanted == String.class) return text;
            if (wanted == boolean.class && (text.equals("true") || text.equals("false"))) {
                return text.equals("true");
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Unusable(
                type.getName()
                        + ", option "
                        + parameter.getName()
                        + ": found \""
                        + text
                        + "\"; expected "
                        + wanted.getSimpleName());
    }

    /** Lets go of the jars. */
    void close() {
        if (loader instanceof URLClassLoader own) {
            try {
                own.close();
            } catch (IOException _) {
                // they were only read
            }
        }
    }
}
