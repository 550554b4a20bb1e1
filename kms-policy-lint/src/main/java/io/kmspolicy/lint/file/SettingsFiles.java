package io.kmspolicy.lint.file;

import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.LintSettings;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings for each linted file: the file of {@code --settings}, or otherwise the nearest
 * {@code .kms-policy.yaml}, {@code .kms-policy.yml} or {@code .kms-policy.json} in the directory of
 * the linted file or above it, up to the root of the repository.
 */
public final class SettingsFiles {

  private static final List<String> NAMES =
      List.of(".kms-policy.yaml", ".kms-policy.yml", ".kms-policy.json");
  private static final String NONE = "";

  private final Function<String, Path> paths;
  private final Yaml yaml;
  private final @Nullable String stated;
  private final Map<Path, String> found = new LinkedHashMap<>();
  private final Map<String, LintSettings> read = new LinkedHashMap<>();

  /** Reads YAML. */
  @FunctionalInterface
  public interface Yaml {
    /** The tree of a text, which begins the message of a failure with line and column. */
    JsonTree parse(String text) throws IOException;
  }

  /**
   * The settings for files.
   *
   * @param paths the files of names
   * @param stated the file of the option; null if there is none
   */
  public SettingsFiles(Function<String, Path> paths, Yaml yaml, @Nullable String stated) {
    this.paths = paths;
    this.yaml = yaml;
    this.stated = stated;
  }

  /** Applies to each finding the settings of its file, and keeps the order of the files. */
  public LintResult apply(Set<String> sources, List<Finding> findings) throws IOException {
    Map<String, List<Finding>> bySettings = new LinkedHashMap<>();
    if (stated != null) {
      bySettings.put(stated, new ArrayList<>());
    }
    for (String source : sources) {
      bySettings.computeIfAbsent(fileFor(source), unused -> new ArrayList<>());
    }
    for (Finding finding : findings) {
      bySettings
          .computeIfAbsent(fileFor(finding.location().source()), unused -> new ArrayList<>())
          .add(finding);
    }
    Map<String, List<Finding>> remaining = new LinkedHashMap<>();
    sources.forEach(source -> remaining.put(source, new ArrayList<>()));
    List<LintResult.Accepted> accepted = new ArrayList<>();
    List<LintSettings.Suppression> unused = new ArrayList<>();
    for (Map.Entry<String, List<Finding>> entry : bySettings.entrySet()) {
      LintResult part = settings(entry.getKey()).apply(entry.getValue());
      for (Finding finding : part.findings()) {
        remaining
            .computeIfAbsent(finding.location().source(), unlisted -> new ArrayList<>())
            .add(finding);
      }
      accepted.addAll(part.accepted());
      unused.addAll(part.unused());
    }
    return new LintResult(
        remaining.values().stream().flatMap(List::stream).toList(), accepted, unused);
  }

  /** The files whose settings were used. */
  public Set<String> used() {
    Set<String> used = new LinkedHashSet<>(read.keySet());
    used.remove(NONE);
    return used;
  }

  private String fileFor(String source) {
    if (stated != null) {
      return stated;
    }
    Path file = paths.apply(source).toAbsolutePath().normalize();
    Path parent = file.getParent();
    return source.startsWith("<") || parent == null
        ? near(paths.apply("").toAbsolutePath().normalize())
        : near(parent);
  }

  private String near(Path directory) {
    String known = found.get(directory);
    if (known == null) {
      known = search(directory);
      found.put(directory, known);
    }
    return known;
  }

  private String search(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      Path here = at;
      List<Path> present = NAMES.stream().map(here::resolve).filter(Files::isRegularFile).toList();
      if (present.size() > 1) {
        throw new BadInputException(
            present.get(0) + ": there is a second settings file beside it, " + present.get(1));
      }
      if (!present.isEmpty()) {
        return present.get(0).toString();
      }
      if (Files.exists(here.resolve(".git"))) {
        return NONE;
      }
    }
    return NONE;
  }

  private LintSettings settings(String file) throws IOException {
    LintSettings known = read.get(file);
    if (known == null) {
      known = file.isEmpty() ? LintSettings.none() : parse(file);
      read.put(file, known);
    }
    return known;
  }

  private LintSettings parse(String file) throws IOException {
    String text;
    try {
      text = Files.readString(paths.apply(file));
    } catch (IOException e) {
      throw new BadInputException(FileFailure.message(file, e));
    }
    try {
      boolean isYaml = file.endsWith(".yaml") || file.endsWith(".yml");
      return isYaml ? LintSettings.of(yaml.parse(text)) : LintSettings.parse(text);
    } catch (IOException e) {
      throw new IOException(file + ":" + e.getMessage(), e);
    }
  }
}
