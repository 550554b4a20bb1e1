package io.kmspolicy.directory;

import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code directory.properties} into the content of a directory. */
final class PropertiesReader {

  private static final Pattern ORGANIZATION = Pattern.compile("o-[a-z0-9]{4,32}");
  private static final Pattern COMPLETE = Pattern.compile("complete as of (\\S+)");
  private static final String PRINCIPALS = "principals";

  private final DirectoryContent content;
  private final String source;
  private final Consumer<String> problems;
  private final Consumer<String> files;

  /**
   * A reader of one file.
   *
   * @param source the name of the file, for messages
   * @param problems receives what is wrong
   * @param files receives the stated number of files
   */
  PropertiesReader(
      DirectoryContent content, String source, Consumer<String> problems, Consumer<String> files) {
    this.content = content;
    this.source = source;
    this.problems = problems;
    this.files = files;
  }

  private void problem(String text) {
    problems.accept(source + ": " + text);
  }

  void read(String text) {
    DirectoryProperties properties = new DirectoryProperties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      problem("is not a file of properties: " + e.getMessage());
      return;
    }
    for (String name : properties.repeated()) {
      problem("states `" + name + "` twice; only one of the lines would count");
    }
    for (String name : properties.stringPropertyNames()) {
      String value = properties.getProperty(name, "");
      switch (name) {
        case "none" ->
            Stream.of(value.split(","))
                .map(String::strip)
                .filter(layer -> !layer.isEmpty())
                .forEach(this::none);
        case "files" -> files.accept(value.strip());
        case "organization" -> organization(value.strip());
        case "endpointRegion" -> endpointRegion(value.strip());
        case PRINCIPALS -> principals(value.strip(), text);
        default ->
            problem(
                "`"
                    + name
                    + "` is not a property; the properties are `none`, `files`, `organization`,"
                    + " `principals` and `endpointRegion`");
      }
    }
  }

  private void none(String layer) {
    try {
      content.none.addAll(AssumedNone.of(source, List.of(layer), content::warn).layers());
    } catch (BadInputException refused) {
      problems.accept(String.valueOf(refused.getMessage()));
    }
  }

  private void organization(String id) {
    if (ORGANIZATION.matcher(id).matches()) {
      content.organization = id;
    } else {
      problem("`" + id + "` is not the id of an organization, such as `o-a1b2c3d4e5`");
    }
  }

  private void endpointRegion(String region) {
    if (PolicyDirectoryReader.REGION.matcher(region).matches()) {
      content.endpointRegion = region;
    } else {
      problem("`" + region + "` is not a Region, such as `us-west-2`");
    }
  }

  private void principals(String value, String text) {
    Matcher complete = COMPLETE.matcher(value);
    try {
      if (complete.matches()) {
        content.allPrincipalsAt = Instant.parse(complete.group(1));
        return;
      }
    } catch (DateTimeException noTime) {
      // Named below, like every other value.
    }
    problems.accept(
        source
            + placeOf(PRINCIPALS, text)
            + ": `"
            + value
            + "` does not say at which time all users and roles were there; write `complete as of"
            + " TIME`, such as `complete as of 2026-01-01T00:00:00Z`");
  }

  /** The line and column of the value of a property. */
  private static String placeOf(String name, String text) {
    Matcher place =
        Pattern.compile("(?m)^[ \\t\\f]*" + name + "[ \\t\\f]*[=:]?[ \\t\\f]*").matcher(text);
    if (!place.find()) {
      return ""; // Its name is written with escapes.
    }
    String before = text.substring(0, place.end());
    long line = before.lines().count();
    return ":" + line + ":" + (place.end() - before.lastIndexOf('\n'));
  }
}
