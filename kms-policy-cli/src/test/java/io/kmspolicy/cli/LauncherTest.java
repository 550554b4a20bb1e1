package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.source.RequiredProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code scripts/kms-policy} prints what the jar prints and has its exit status, whatever the class
 * data archive is. It runs a jar that is made of the class path of this test.
 */
final class LauncherTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");
  private static final Path LAUNCHER = ROOT.resolve("scripts").resolve("kms-policy");
  private static final Path EXAMPLES = ROOT.resolve("docs").resolve("examples");
  private static final int SECONDS = 120;

  @TempDir private static Path shared;

  @TempDir private Path cache;

  private static Path jar;

  /** The archive that the launcher made. */
  private static byte[] own;

  private static String ownName = "";

  private static final String[][] COMMANDS = {
    {"--version"}, {"lint", "--format=json", "partner.json"},
  };

  private static final List<Printed> PLAIN = new ArrayList<>();

  /** What stands in the place of the archive. */
  private enum Archive {
    MISSING,
    OWN,
    EMPTY,
    TRUNCATED,
    DAMAGED_HEADER,
    DAMAGED_CLASSES,
    FOREIGN,
    FOREIGN_OF_THAT_SIZE
  }

  /** The output of a process. */
  private record Printed(int status, String out, String err) {}

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    RequiredProgram.SHELL.path();
    makeJar();
    for (String[] command : COMMANDS) {
      PLAIN.add(plain(command));
    }
    Path first = shared.resolve("first");
    launched(jar, first, "--version");
    Path archive = archives(first).get(0);
    own = Files.readAllBytes(archive);
    ownName = archive.getFileName().toString();
  }

  private static void makeJar() throws IOException {
    jar = shared.resolve("kms-policy.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, KmsPolicy.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    Set<String> names = new HashSet<>(Set.of(JarFile.MANIFEST_NAME));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String entry : System.getProperty("java.class.path").split(":", -1)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path) && !path.endsWith("test-classes") && !path.endsWith("test")) {
          addDirectory(path, out, names);
        } else if (entry.matches(
            ".*/(jackson-core|picocli|caffeine|snakeyaml-engine|slf4j-|kms-policy-)[^/]*\\.jar")) {
          addJar(path, out, names);
        }
      }
    }
  }

  private static void addDirectory(Path directory, JarOutputStream out, Set<String> names)
      throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  add(directory.relativize(file).toString(), Files.readAllBytes(file), out, names);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private static void addJar(Path path, JarOutputStream out, Set<String> names) throws IOException {
    try (JarFile from = new JarFile(path.toFile())) {
      for (JarEntry entry : from.stream().filter(entry -> !entry.isDirectory()).toList()) {
        try (InputStream in = from.getInputStream(entry)) {
          add(entry.getName(), in.readAllBytes(), out, names);
        }
      }
    }
  }

  private static void add(String name, byte[] content, JarOutputStream out, Set<String> names)
      throws IOException {
    if (!name.endsWith("module-info.class") && names.add(name)) {
      out.putNextEntry(new JarEntry(name));
      out.write(content);
      out.closeEntry();
    }
  }

  private static Printed run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(shared, "out", "");
    Path err = Files.createTempFile(shared, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(EXAMPLES.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("JAVA") || name.startsWith("_JAVA"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Printed(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static Printed launched(Path jar, Path cache, String... args)
      throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of("KMS_POLICY_JAR", jar.toString(), "XDG_CACHE_HOME", cache.toString());
    return run(
        environment, Stream.concat(Stream.of(LAUNCHER.toString()), Stream.of(args)).toList());
  }

  private static Printed plain(String... args) throws IOException, InterruptedException {
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            jar.toString());
    return run(Map.of(), Stream.concat(java, Stream.of(args)).toList());
  }

  private static List<Path> archives(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("kms-policy"))) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Output and exit status are those of the jar, with any archive or none")
  void run_anyArchive_printsWhatTheJarPrints(Archive kind)
      throws IOException, InterruptedException {
    assertThat(own).as("the launcher made an archive").hasSizeGreaterThan(1 << 20);
    Path directory = Files.createDirectory(cache.resolve("kms-policy"));
    put(kind, directory.resolve(ownName));
    for (int i = 0; i < COMMANDS.length; i++) {
      assertThat(launched(jar, cache, COMMANDS[i])).isEqualTo(PLAIN.get(i));
    }
    assertThat(archives(cache)).hasSize(1);
  }

  private static void put(Archive kind, Path archive) throws IOException {
    byte[] foreign =
        Files.readAllBytes(
            Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa"));
    switch (kind) {
      case MISSING -> {
        // The launcher makes one.
      }
      case OWN -> Files.write(archive, own);
      case EMPTY -> Files.write(archive, new byte[0]);
      case TRUNCATED -> Files.write(archive, Arrays.copyOf(own, own.length / 2));
      case DAMAGED_HEADER -> Files.write(archive, damaged(0));
      case DAMAGED_CLASSES -> Files.write(archive, damaged(own.length / 2));
      case FOREIGN -> Files.write(archive, foreign);
      case FOREIGN_OF_THAT_SIZE -> Files.write(archive, Arrays.copyOf(foreign, own.length));
    }
  }

  private static byte[] damaged(int from) {
    byte[] bytes = own.clone();
    for (int i = from; i < from + 1_000; i++) {
      bytes[i] ^= 0x5a;
    }
    return bytes;
  }

  @Test
  @DisplayName("Another jar has another archive; only the user reads the cache")
  void run_anotherJar_hasItsOwnArchive() throws IOException, InterruptedException {
    Path directory = Files.createDirectory(cache.resolve("kms-policy"));
    Files.write(directory.resolve(ownName), own);
    Path other = shared.resolve("other.jar");
    Files.copy(jar, other);
    assertThat(launched(other, cache, "--version")).isEqualTo(PLAIN.get(0));

    assertThat(archives(cache)).hasSize(2);
    for (Path archive : archives(cache)) {
      if (!archive.endsWith(ownName)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
            .endsWith("------");
      }
    }
  }

  @Test
  @DisplayName("Without a place for the archive the command runs all the same")
  void run_cacheThatIsAFile_printsWhatTheJarPrints() throws IOException, InterruptedException {
    Files.writeString(cache.resolve("kms-policy"), "a file");

    assertThat(launched(jar, cache, "--version")).isEqualTo(PLAIN.get(0));
    assertThat(cache.resolve("kms-policy")).hasContent("a file");
  }

  @Test
  @DisplayName("The step of the GitHub Action has the report and the exit status of lint")
  void githubAction_inputs_areThoseOfLint() throws IOException, InterruptedException {
    String action = ROOT.resolve("scripts").resolve("github-action").toString();
    Path report = cache.resolve("report.sarif");
    Map<String, String> inputs =
        Map.of(
            "XDG_CACHE_HOME",
            cache.toString(),
            "INPUT_JAR",
            jar.toString(),
            "INPUT_PATHS",
            "partner.json\n\napp-policy.json\n",
            "INPUT_FORMAT",
            "sarif",
            "INPUT_OUTPUT",
            report.toString(),
            "INPUT_ARGUMENTS",
            "--account=111122223333\n--exclude=a b; exit 0\n");
    Printed printed = run(inputs, List.of(action));
    assertThat(printed.status()).as(printed.err()).isEqualTo(1);
    assertThat(read(report)).contains("\"2.1.0\"", "partner.json", "unknown-action");

    Printed text =
        run(
            Map.of(
                "XDG_CACHE_HOME", cache.toString(),
                "KMS_POLICY_JAR", jar.toString(),
                "INPUT_PATHS", "key-policy.json"),
            List.of(action));
    assertThat(text.status()).as(text.err()).isZero();
    assertThat(text.out()).contains("1 policy: 0 errors");
  }

  @ParameterizedTest
  @CsvSource({"11.0.2, bin/java", "1.8.0_392, jre/bin/java", "16, bin/java"})
  @DisplayName("A Java that cannot run the jar is no answer of a command: it would exit with 1")
  void run_oldJava_isRefused(String version, String program)
      throws IOException, InterruptedException {
    Path home = cache.resolve("old java");
    Path java = home.resolve(program);
    Files.createDirectories(java.getParent());
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(java, "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (!program.equals("bin/java")) {
      Files.createSymbolicLink(home.resolve("bin/java"), java);
    }
    Files.writeString(home.resolve("release"), "A=\"b\"\nJAVA_VERSION=\"" + version + "\"\n");
    Printed printed =
        run(
            Map.of("KMS_POLICY_JAR", jar.toString(), "JAVA_HOME", home.toString()),
            List.of(LAUNCHER.toString(), "--version"));

    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.err()).hasLineCount(1).contains("is Java", "install Java 17 or later");
  }

  @Test
  @DisplayName("A report that cannot be written is no finding")
  void githubAction_outputInNoFolder_isRefused() throws IOException, InterruptedException {
    Printed printed =
        run(
            Map.of(
                "XDG_CACHE_HOME", cache.toString(),
                "INPUT_JAR", jar.toString(),
                "INPUT_PATHS", "key-policy.json",
                "INPUT_OUTPUT", cache.resolve("none/report.sarif").toString()),
            List.of(ROOT.resolve("scripts").resolve("github-action").toString()));
    assertThat(printed.status()).as(printed.err()).isEqualTo(2);
    assertThat(printed.err()).contains("none/report.sarif");
  }

  @Test
  @DisplayName("A jar that does not exist is named in one line")
  void run_noJar_isRefused() throws IOException, InterruptedException {
    Printed printed =
        run(Map.of("KMS_POLICY_JAR", "/no/such.jar"), List.of(LAUNCHER.toString(), "--version"));

    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.out()).isEmpty();
    assertThat(printed.err()).hasLineCount(1).contains("KMS_POLICY_JAR", "/no/such.jar");
  }
}
