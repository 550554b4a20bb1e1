package io.kmspolicy.inputs;

import io.kmspolicy.inputs.shape.AuthorizationDetails;
import io.kmspolicy.inputs.shape.AwsOutput;
import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.TerraformOutput;
import io.kmspolicy.inputs.template.CloudFormationTemplate;
import io.kmspolicy.inputs.template.TemplateValues;
import io.kmspolicy.inputs.tree.InputSyntaxException;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.inputs.tree.SourceNodes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the policies in a file that is not a policy document itself. The form of a file is
 * recognized by its content.
 *
 * <pre>{@code
 * InputFile file = PolicyInputs.create().read("template.yaml", text);
 * for (FoundPolicy policy : file.policies()) {
 *   PolicyReader.forType(policy.type()).read(policy.json());
 * }
 * }</pre>
 *
 * <p>A value that the file does not determine is never guessed: its policy is in {@link
 * InputFile#unresolved()}. Immutable and safe to share between threads.
 */
public final class PolicyInputs {

  private final TemplateValues stated;

  private PolicyInputs(TemplateValues stated) {
    this.stated = stated;
  }

  /** A reader to which no value of a template is stated. */
  public static PolicyInputs create() {
    return new PolicyInputs(TemplateValues.none());
  }

  /** This reader for templates that are deployed in an account. */
  public PolicyInputs account(String accountId) {
    return new PolicyInputs(new TemplateValues(accountId, stated.region(), stated.parameters()));
  }

  /** This reader for templates that are deployed in a Region. */
  public PolicyInputs region(String region) {
    return new PolicyInputs(new TemplateValues(stated.account(), region, stated.parameters()));
  }

  /** This reader for templates with these values of their parameters, by name. */
  public PolicyInputs parameters(Map<String, String> parameters) {
    return new PolicyInputs(new TemplateValues(stated.account(), stated.region(), parameters));
  }

  /**
   * Reads a file. A policy document or a list of grants is recognized and not read: its own readers
   * do that.
   *
   * @param source the file or other name of the text, for locations
   * @throws InputException if the text is neither JSON nor YAML, or a string that must hold a
   *     policy holds no JSON
   */
  public InputFile read(String source, String text) throws InputException {
    SourceNode root;
    try {
      root = SourceNodes.read(text);
    } catch (InputSyntaxException malformed) {
      throw syntax(source, "", malformed);
    }
    InputShape shape = shape(root);
    List<FoundPolicy> policies = new ArrayList<>();
    List<UnresolvedPolicy> unresolved = new ArrayList<>();
    for (Candidate candidate : candidates(shape, root)) {
      add(source, candidate, policies, unresolved);
    }
    return new InputFile(shape, policies, unresolved);
  }

  private static InputException syntax(
      String source, String pointer, InputSyntaxException malformed) {
    return new InputException(
        SourceLocation.at(source, pointer, malformed.line(), malformed.column()),
        "not JSON: " + malformed.getMessage(),
        malformed);
  }

  private static InputShape shape(SourceNode root) {
    if (isDocument(root) || root.member("Grants").isPresent()) {
      return InputShape.DOCUMENT;
    }
    if (AuthorizationDetails.is(root)) {
      return InputShape.AUTHORIZATION_DETAILS;
    }
    if (CloudFormationTemplate.is(root)) {
      return InputShape.CLOUDFORMATION;
    }
    if (TerraformOutput.isPlan(root)) {
      return InputShape.TERRAFORM_PLAN;
    }
    if (TerraformOutput.isState(root)) {
      return InputShape.TERRAFORM_STATE;
    }
    if (!AwsOutput.of(root).isEmpty()) {
      return InputShape.AWS_OUTPUT;
    }
    boolean listed =
        !root.elements().isEmpty() && root.elements().stream().allMatch(PolicyInputs::isDocument);
    return listed ? InputShape.DOCUMENTS : InputShape.OTHER;
  }

  private static boolean isDocument(SourceNode node) {
    return node.member("Statement").isPresent();
  }

  private List<Candidate> candidates(InputShape shape, SourceNode root) {
    return switch (shape) {
      case AUTHORIZATION_DETAILS -> AuthorizationDetails.of(root);
      case CLOUDFORMATION -> CloudFormationTemplate.of(root, stated);
      case TERRAFORM_PLAN, TERRAFORM_STATE -> TerraformOutput.of(root);
      case AWS_OUTPUT -> AwsOutput.of(root);
      case DOCUMENTS -> listed(root);
      case DOCUMENT, OTHER -> List.of();
    };
  }

  private static List<Candidate> listed(SourceNode root) {
    List<Candidate> found = new ArrayList<>();
    for (SourceNode document : root.elements()) {
      boolean principals =
          document.holds(
              node ->
                  node.member("Principal").isPresent() || node.member("NotPrincipal").isPresent());
      found.add(
          new Candidate(
              "#" + (found.size() + 1),
              principals ? PolicyType.KEY : PolicyType.IDENTITY,
              document));
    }
    return found;
  }

  private static void add(
      String source,
      Candidate candidate,
      List<FoundPolicy> policies,
      List<UnresolvedPolicy> unresolved)
      throws InputException {
    SourceNode document = candidate.document();
    if (document instanceof SourceNode.Text text) {
      try {
        document = SourceNodes.readInside(text);
      } catch (InputSyntaxException malformed) {
        throw syntax(source, text.place().pointer(), malformed);
      }
    }
    Optional<Unresolved> open = unresolved(document).findFirst();
    if (open.isPresent()) {
      Place place = open.get().place();
      unresolved.add(
          new UnresolvedPolicy(
              candidate.name(), candidate.type(), open.get().reason(), place.in(source)));
      return;
    }
    policies.add(new FoundPolicy(candidate.name(), candidate.type(), document));
  }

  private static Stream<Unresolved> unresolved(SourceNode node) {
    return node instanceof Unresolved open
        ? Stream.of(open)
        : Stream.concat(
                node.members().stream().map(SourceNode.Member::value), node.elements().stream())
            .flatMap(PolicyInputs::unresolved);
  }
}
