package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a template that CloudFormation replaces by others before it deploys: macros, loops
 * and modules. They may define resources that the file does not show.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-section-structure.html">CloudFormation:
 *     Transform</a>
 */
public final class Expansions {

  /** Macros of AWS that change neither keys nor users, groups and roles of the template. */
  private static final Set<String> HARMLESS =
      Set.of(
          "AWS::LanguageExtensions",
          "AWS::Serverless-2016-10-31",
          "AWS::CodeDeployBlueGreen",
          "AWS::SecretsManager-2020-07-23",
          "AWS::SecretsManager-2024-09-16");

  private static final String LOOP = "Fn::ForEach";
  private static final int LOOP_PARTS = 3;
  private static final String TYPE = "Type";

  private Expansions() {}

  /**
   * A part that may become resources.
   *
   * @param name its name in the template
   * @param reason why what it becomes is not known
   */
  public record Expansion(String name, Unresolved reason) {}

  /** Why nothing in the template is known: a macro that may change all of it. */
  public static Optional<Expansion> ofAll(SourceNode root) {
    Optional<Expansion> inserted =
        root.members().stream()
            .filter(Insertions::is)
            .findFirst()
            .map(member -> new Expansion(member.name(), Insertions.reason(member)));
    return inserted.or(
        () ->
            root.member("Transform").stream()
                .flatMap(
                    macros ->
                        macros instanceof Elements list
                            ? list.elements().stream()
                            : List.of(macros).stream())
                .filter(macro -> !isHarmless(macro))
                .findFirst()
                .map(
                    macro ->
                        new Expansion(
                            "Transform",
                            new Unresolved(
                                "a macro may change everything in the template", macro.place()))));
  }

  private static boolean isHarmless(SourceNode macro) {
    SourceNode name = macro.member("Name").orElse(macro);
    return name instanceof Text text && HARMLESS.contains(text.text());
  }

  /** The parts of {@code Resources} that may become resources that decide about KMS. */
  public static List<Expansion> ofResources(SourceNode root) {
    List<Expansion> found = new ArrayList<>();
    for (Member resource : root.member("Resources").map(SourceNode::members).orElse(List.of())) {
      if (mayDecide(resource)) {
        found.add(new Expansion(resource.name(), reason(resource)));
      }
    }
    return found;
  }

  private static Unresolved reason(Member resource) {
    return Insertions.is(resource)
        ? Insertions.reason(resource)
        : new Unresolved(
            "it becomes resources that are not in the file, and they may have policies",
            resource.namePlace());
  }

  private static boolean mayDecide(Member resource) {
    if (resource.name().startsWith(LOOP)) {
      return mayDecide(resource.value());
    }
    if (Insertions.is(resource)) {
      return true;
    }
    Optional<SourceNode> type = resource.value().member(TYPE);
    return type.isEmpty()
        || !(type.get() instanceof Text name)
        || name.text().endsWith("::MODULE")
        || name.text().equals("AWS::Serverless::Connector")
        || resource.value().member("Connectors").isPresent();
  }

  /** Whether the body of a loop has resources that decide about KMS, or that are not known. */
  private static boolean mayDecide(SourceNode loop) {
    List<SourceNode> parts = loop.elements();
    if (parts.size() != LOOP_PARTS || !(parts.get(LOOP_PARTS - 1) instanceof Members body)) {
      return true;
    }
    return body.members().stream()
        .anyMatch(
            resource ->
                mayDecide(resource)
                    || resource.value().text(TYPE).filter(Expansions::decides).isPresent());
  }

  private static boolean decides(String type) {
    return type.contains("${")
        || type.startsWith("AWS::IAM::")
        || type.startsWith("AWS::KMS::")
        || type.startsWith("AWS::Serverless::")
        || type.startsWith("AWS::Organizations::")
        || type.startsWith("AWS::SSO::")
        || type.equals("AWS::EC2::VPCEndpoint");
  }
}
