package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The machine, time and versions of a run.
 *
 * @param facts the facts by name, in order
 */
public record RunFacts(Map<String, String> facts) {

  static final String MEMBER = "run";

  private static final String LOAD = "Load";
  private static final String PART = "Part";
  private static final String BUSY = "busy";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LIBRARIES = "Benchmark-Libraries";
  private static final String VERSION = "Benchmark-Version";
  private static final long KIBI = 1024;

  /**
   * The facts of this machine and process, now.
   *
   * @param command how the run was asked for
   * @param whole whether it is the whole suite
   */
  public static RunFacts collect(String command, boolean whole) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("Command", command);
    if (!whole) {
      facts.put(PART, "benchmarks that the command names, all in every round");
    }
    facts.put(
        "Machine",
        "%s, %d processors, %d GiB"
            .formatted(
                line("/proc/cpuinfo", "model name", System.getProperty("os.arch", "")),
                Runtime.getRuntime().availableProcessors(),
                memoryGibi()));
    facts.put(
        "System", System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""));
    facts.put(
        "JDK",
        System.getProperty("java.vm.name", "")
            + " "
            + System.getProperty("java.runtime.version", ""));
    Manifest manifest = manifest();
    facts.put("kms-policy", attribute(manifest, VERSION));
    facts.put("Libraries", attribute(manifest, LIBRARIES));
    return new RunFacts(facts);
  }

  /** These facts with what else the machine did. */
  public RunFacts with(MachineLoad load) {
    Map<String, String> more = new LinkedHashMap<>(facts);
    more.put(LOAD, load.text());
    return new RunFacts(more);
  }

  /** Whether only a part of the suite ran. */
  boolean isPart() {
    return facts.containsKey(PART);
  }

  /** Whether the machine did so much else that figures do not count. */
  boolean isBusy() {
    return facts.getOrDefault(LOAD, "").endsWith(BUSY);
  }

  private static long memoryGibi() throws IOException {
    String[] total = line("/proc/meminfo", "MemTotal", "0 kB").split(" ");
    return Math.round(Long.parseLong(total[0]) / (double) (KIBI * KIBI));
  }

  private static String line(String file, String name, String otherwise) throws IOException {
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      return otherwise;
    }
    try (Stream<String> lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    }
  }

  private static Manifest manifest() throws IOException {
    URL found = RunFacts.class.getResource("/META-INF/MANIFEST.MF");
    if (found == null) {
      return new Manifest();
    }
    try (InputStream in = found.openStream()) {
      return new Manifest(in);
    }
  }

  private static String attribute(Manifest manifest, String name) {
    String value = manifest.getMainAttributes().getValue(name);
    return value == null ? "not packed as benchmarks.jar" : value;
  }

  /** Writes the facts as JSON. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode run = root.putObject(MEMBER);
    facts.forEach(run::put);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  /** Reads the facts from JSON. */
  static RunFacts of(JsonNode root) {
    Map<String, String> facts = new LinkedHashMap<>();
    root.path(MEMBER).properties().forEach(e -> facts.put(e.getKey(), e.getValue().asText()));
    return new RunFacts(facts);
  }
}
