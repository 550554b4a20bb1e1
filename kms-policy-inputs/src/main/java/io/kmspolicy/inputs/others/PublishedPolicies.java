package io.kmspolicy.inputs.others;

import io.kmspolicy.inputs.tree.InputSyntaxException;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the policies of AWS say of KMS, as far as AWS published them up to 2026-09-16. Most AWS
 * managed policies said nothing of it in any version, and so do most policy templates of the
 * Serverless Application Model (SAM): attached, they neither allow nor deny a call of KMS. {@code
 * scripts/list-published-policies.py} makes the lists.
 */
public final class PublishedPolicies {

  private static final String PREFIX = "arn:aws:iam::aws:policy/";

  /** The paths and names, such as {@code service-role/AWSLambdaBasicExecutionRole}. */
  private static final Set<String> MANAGED = Set.of(read("aws-managed-policies-without-kms.txt"));

  private static final Set<String> TEMPLATES =
      Set.of(read("serverless-policy-templates-without-kms.txt"));

  private PublishedPolicies() {}

  /** Whether an ARN is that of a managed policy of the list. */
  public static boolean saysNothingOfKms(String arn) {
    return arn.startsWith(PREFIX) && MANAGED.contains(arn.substring(PREFIX.length()));
  }

  /**
   * What a managed policy says of KMS; empty for one that is not known, or that says nothing.
   *
   * @param place the place that all of the document gets
   */
  public static Optional<SourceNode> document(String arn, Place place) {
    if (!arn.startsWith(PREFIX) || MANAGED.contains(arn.substring(PREFIX.length()))) {
      return Optional.empty();
    }
    try {
      String json = Documents.BY_PATH.get(arn.substring(PREFIX.length()));
      return json == null ? Optional.empty() : Optional.of(at(place, SourceNodes.read(json)));
    } catch (InputSyntaxException malformed) {
      throw new IllegalStateException(arn, malformed);
    }
  }

  private static SourceNode at(Place place, SourceNode node) {
    if (node instanceof SourceNode.Members object) {
      return new SourceNode.Members(
          object.members().stream()
              .map(member -> new SourceNode.Member(member.name(), place, at(place, member.value())))
              .toList(),
          place);
    }
    if (node instanceof SourceNode.Elements list) {
      return new SourceNode.Elements(
          list.elements().stream().map(element -> at(place, element)).toList(), place);
    }
    return node instanceof SourceNode.Text text
        ? new SourceNode.Text(text.text(), place, offset -> place)
        : node;
  }

  /** The path and name of a managed policy of a list; empty for another name. */
  public static Optional<String> path(String name) {
    return Optional.ofNullable(Names.PATHS.get(name));
  }

  /** Whether a policy template of SAM is in the list. */
  public static boolean isTemplateWithoutKms(String name) {
    return TEMPLATES.contains(name);
  }

  /** Read when a template of SAM names the first policy. */
  private static final class Names {
    private static final Map<String, String> PATHS = byName();
  }

  private static Map<String, String> byName() {
    Map<String, String> paths = new HashMap<>();
    for (Set<String> known : List.of(MANAGED, Documents.BY_PATH.keySet())) {
      known.forEach(path -> paths.put(path.substring(path.lastIndexOf('/') + 1), path));
    }
    return Map.copyOf(paths);
  }

  /** Read when a file has the first policy that concerns KMS. */
  private static final class Documents {

    /** What the other managed policies say of KMS in their newest version, by path and name. */
    private static final Map<String, String> BY_PATH =
        Stream.of(read("aws-managed-policies-with-kms.txt"))
            .map(line -> line.split(" ", 2))
            .collect(Collectors.toUnmodifiableMap(line -> line[0], line -> line[1]));
  }

  private static String[] read(String resource) {
    try (InputStream in = PublishedPolicies.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
