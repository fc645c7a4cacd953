package sluice.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * The program with all its libraries. For a short command the launcher starts Java with a class
 * path of three jars, since each further one costs time before the first line runs; when that
 * command turns out to need more (help, an error, a progress bar), it goes on here.
 */
final class WholeProgram {
    /** The whole class path, if the one Java was started with is the short one. */
    static final String PROPERTY = "sluice.classpath";

    private WholeProgram() {}

    static boolean isElsewhere() {
        return System.getProperty(PROPERTY) != null;
    }

    /** Starts over with all libraries; returns only if that fails. */
    static void main(String[] args) {
        String path = String.valueOf(System.clearProperty(PROPERTY));
        try {
            String[] parts = path.split(File.pathSeparator, -1);
            URL[] jars = new URL[parts.length];
            for (int i = 0; i < parts.length; i++) {
                jars[i] = new File(parts[i]).toURI().toURL();
            }
            try (var loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
                Thread.currentThread().setContextClassLoader(loader);
                Method main =
                        loader.loadClass(Main.class.getName()).getMethod("main", String[].class);
                main.invoke(null, (Object) args);
            }
        } catch (InvocationTargetException
                | NoSuchMethodException
                | IllegalAccessException
                | ClassNotFoundException
                | IOException e) {
            throw new IllegalStateException("the libraries are not where the launcher said", e);
        }
    }
}
