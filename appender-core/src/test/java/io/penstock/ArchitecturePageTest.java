package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page for whoever changes the code names classes, packages, methods and files of this repository; all of them must exist. */
class ArchitecturePageTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Named on the page, and somebody else's. */
    private static final Set<String> FOREIGN = Set.of();

    private static final Pattern QUALIFIED = Pattern.compile("\\bio\\.penstock(?:\\.[a-z][\\w]*)*(?:\\.[A-Z]\\w*)?");
    /** Two capitals at least, so that no word at the beginning of a sentence is taken for a class; more of them in code. */
    private static final Pattern CAMEL = Pattern.compile("(?<![\\w.])[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+");

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS_IN_CODE = Pattern.compile("(?<![\\w.])([A-Z]\\w*[a-z]\\w*)(?:\\.([a-z]\\w*))?");
    private static final Pattern METHOD_BEHIND_CLASS = Pattern.compile("\\b([A-Z]\\w*[a-z]\\w*)\\.([a-z]\\w*)");
    private static final Pattern METHOD_IN_PARENTHESES = Pattern.compile("`([A-Z]\\w*)` \\(`([a-z]\\w*)`\\)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
    private static final Pattern FILE_IN_CODE = Pattern.compile("`([\\w.-]+(?:/[\\w.-]+)+)`");

    private static String page;
    /** By their simple name, all sources of a class; in two hosts there may be one of the same name each. */
    private static Map<String, Set<Path>> sources;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(ROOT.resolve("docs/architecture.md"));
        sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
                    .forEach(file -> sources.computeIfAbsent(
                                    file.getFileName().toString().replace(".java", ""), name -> new HashSet<>())
                            .add(file));
        }
    }

    @Test
    void packages_namedOnThePage_exist() {
        assertThat(missing(QUALIFIED.matcher(page).results().map(MatchResult::group), this::isPackageOrClass))
                .isEmpty();
    }

    @Test
    void classes_namedOnThePage_exist() {
        Stream<String> inText = CAMEL.matcher(page).results().map(MatchResult::group);
        Stream<String> inCode = CODE.matcher(page)
                .results()
                .flatMap(code -> CLASS_IN_CODE.matcher(code.group(1)).results())
                .map(name -> name.group(1));

        assertThat(missing(Stream.concat(inText, inCode), name -> FOREIGN.contains(name) || sources.containsKey(name)))
                .isEmpty();
    }

    @Test
    void methods_namedOnThePage_exist() {
        Stream<MatchResult> named = Stream.concat(
                METHOD_BEHIND_CLASS.matcher(page).results(),
                METHOD_IN_PARENTHESES.matcher(page).results());

        assertThat(named.filter(name -> sources.containsKey(name.group(1)))
                        .filter(name ->
                                sources.get(name.group(1)).stream().noneMatch(file -> declares(file, name.group(2))))
                        .map(name -> name.group(1) + "." + name.group(2)))
                .isEmpty();
    }

    @Test
    void files_namedOnThePage_exist() {
        Stream<String> links = LINK.matcher(page)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains("://"))
                .map(target -> "docs/" + target);
        Stream<String> inCode = FILE_IN_CODE.matcher(page).results().map(file -> file.group(1));

        assertThat(missing(
                        Stream.concat(links, inCode),
                        file -> Files.exists(ROOT.resolve(file).normalize())))
                .isEmpty();
    }

    private static Set<String> missing(Stream<String> names, Predicate<String> exists) {
        return names.filter(exists.negate()).collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isPackageOrClass(String name) {
        String path = name.replace('.', '/');
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java").resolve(path))
                    .anyMatch(place -> Files.isDirectory(place) || Files.exists(Path.of(place + ".java")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean declares(Path file, String method) {
        try {
            return Pattern.compile("\\b" + method + "\\(")
                    .matcher(Files.readString(file))
                    .find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
