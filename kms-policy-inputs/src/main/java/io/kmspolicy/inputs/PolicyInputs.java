package io.kmspolicy.inputs;

import io.kmspolicy.inputs.others.OtherServices;
import io.kmspolicy.inputs.serverless.ServerlessRoles;
import io.kmspolicy.inputs.shape.AuthorizationDetails;
import io.kmspolicy.inputs.shape.AuthorizationState;
import io.kmspolicy.inputs.shape.AwsOutput;
import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.KeySketch;
import io.kmspolicy.inputs.shape.OutputState;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.shape.TerraformOutput;
import io.kmspolicy.inputs.shape.TerraformState;
import io.kmspolicy.inputs.template.CloudFormationTemplate;
import io.kmspolicy.inputs.template.StatedNames;
import io.kmspolicy.inputs.template.TemplateFragment;
import io.kmspolicy.inputs.template.TemplateState;
import io.kmspolicy.inputs.template.TemplateValues;
import io.kmspolicy.inputs.template.change.DecidingParts;
import io.kmspolicy.inputs.template.change.KmsParts;
import io.kmspolicy.inputs.template.change.TemplateChange;
import io.kmspolicy.inputs.template.change.TemplateExistence;
import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.InputSyntaxException;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.inputs.tree.SourceNodes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /** The number of reasons for which one unresolved policy is named. */
  private static final int MAX_REASONS = 10;

  /** What each function of CloudFormation has in JSON or YAML. */
  private static final Pattern FUNCTION = Pattern.compile("\"Ref\"|Fn::|: !|- !");

  private final TemplateValues stated;
  private final Optional<KmsResource.Key> key;
  private final Set<ReaderOption> options;

  private PolicyInputs(
      TemplateValues stated, Optional<KmsResource.Key> key, Set<ReaderOption> options) {
    this.stated = stated;
    this.key = key;
    this.options = options;
  }

  /** A reader to which nothing is stated. */
  public static PolicyInputs create() {
    return new PolicyInputs(
        TemplateValues.none(), Optional.empty(), EnumSet.noneOf(ReaderOption.class));
  }

  private PolicyInputs with(TemplateValues values) {
    return new PolicyInputs(values, key, options);
  }

  private PolicyInputs with(ReaderOption option) {
    Set<ReaderOption> more = EnumSet.of(option);
    more.addAll(options);
    return new PolicyInputs(stated, key, more);
  }

  /**
   * This reader for questions about policies of which values are missing. {@link #state} reads such
   * a policy as far as it is known, in place of leaving its layer unknown: what a statement says
   * whatever the values are, and what it may say under tests whose results are not known (rule
   * 1.13).
   */
  public PolicyInputs withOpaqueValues() {
    return with(ReaderOption.OPAQUE_VALUES);
  }

  /**
   * This reader for questions about a change, which is reviewed once. An attached policy of AWS is
   * taken to say of KMS what it said when AWS published it last, as far as this program knows. A
   * policy directory that is asked again and again does not, because AWS changes its policies.
   */
  public PolicyInputs withPublishedPolicies() {
    return with(ReaderOption.PUBLISHED_POLICIES);
  }

  /**
   * This reader for questions about a change of templates that depend on no name of a user or role.
   * {@link #state} makes up the names that CloudFormation gives, in place of leaving the users and
   * roles out: {@code STACK-LOGICALNAME-RANDOM}. The same logical name gives the same name.
   */
  public PolicyInputs withMadeUpNames() {
    return with(ReaderOption.MADE_UP_NAMES);
  }

  /** This reader for templates and plans that are deployed in an account. */
  public PolicyInputs account(String accountId) {
    return with(new TemplateValues(accountId, stated.region(), stated.parameters()));
  }

  /** This reader for templates and plans that are deployed in a Region. */
  public PolicyInputs region(String region) {
    return with(new TemplateValues(stated.account(), region, stated.parameters()));
  }

  /**
   * This reader for templates with these values of their parameters, by name. The logical name of a
   * resource stands for its physical name: the name of a role, the id of a key.
   */
  public PolicyInputs parameters(Map<String, String> parameters) {
    return with(new TemplateValues(stated.account(), stated.region(), parameters));
  }

  /**
   * Reads values of parameters, for {@link #parameters}, in the forms of CloudFormation's tools: an
   * array of objects with {@code ParameterKey} and {@code ParameterValue}, an array of strings
   * {@code NAME=VALUE}, or an object with a member {@code Parameters}.
   *
   * @param source the file or other name of the text, for locations
   * @throws InputException if the text has another form, or states a parameter twice
   */
  public static Map<String, String> parameters(String source, String text) throws InputException {
    return ParameterFile.read(source, parse(source, text));
  }

  /**
   * The names of stated parameters that a file does not have, because it is no template, or because
   * no parameter and no resource of the template has the name.
   *
   * @param source the file or other name of the text, for locations
   * @throws InputException if the text is neither JSON nor YAML
   */
  public Set<String> parametersNotIn(String source, String text) throws InputException {
    SourceNode root = parse(source, text);
    return shape(root) == InputShape.CLOUDFORMATION
        ? StatedNames.notIn(root, stated)
        : stated.parameters().keySet();
  }

  /** This reader for files with one key policy that do not name the key. */
  public PolicyInputs key(KmsResource.Key named) {
    return new PolicyInputs(stated, Optional.of(named), options);
  }

  /**
   * Reads a file. A policy document or a list of grants is recognized and not read: its own readers
   * do that.
   *
   * @param source the file or other name of the text, for locations
   * @throws InputException if the text is neither JSON nor YAML, if a string that must hold a
   *     policy holds no JSON, or if another name of a role is stated than a template gives
   */
  public InputFile read(String source, String text) throws InputException {
    SourceNode root = parse(source, text);
    InputShape shape = shape(root);
    requireNames(source, shape, root);
    return file(source, shape, root, candidates(shape, root));
  }

  /**
   * A policy document with placeholders such as <code>${account_id}</code>, or with functions of
   * CloudFormation, which another program fills before AWS reads it, with an opaque part in place
   * of each. Empty for any other text, and if what is known is too little to read it.
   *
   * @param source the file or other name of the text, for locations
   */
  public static Optional<UnresolvedPolicy> withPlaceholders(String source, String text) {
    if (!FilledDocument.has(text) && !FUNCTION.matcher(text).find()) {
      return Optional.empty();
    }
    try {
      SourceNode root = parse(source, text);
      if (!isDocument(root)) {
        return Optional.empty();
      }
      SourceNode known = TemplateFragment.is(root) ? TemplateFragment.open(root) : root;
      PolicyType type = namesPrincipals(root) ? PolicyType.KEY : PolicyType.IDENTITY;
      List<FoundPolicy> none = new ArrayList<>();
      List<UnresolvedPolicy> open = new ArrayList<>();
      add(source, new Candidate("", type, FilledDocument.open(known)), none, open);
      return open.stream().filter(one -> one.known().isPresent()).findFirst();
    } catch (InputException malformed) {
      return Optional.empty(); // The reader of policies names the mistake.
    }
  }

  /**
   * Reads the policies before a plan is applied.
   *
   * @param source the file or other name of the text, for locations
   * @throws InputException as {@link #read}, and if the file is no plan
   */
  public InputFile readBefore(String source, String text) throws InputException {
    SourceNode root = plan(source, text);
    return file(source, InputShape.TERRAFORM_PLAN, root, TerraformOutput.before(root));
  }

  /**
   * Why a file is refused whatever it holds: it is Terraform source, or a policy or template of
   * more than 4 MiB characters, which no service of AWS accepts. Plans, states and output of the
   * AWS command line may be larger.
   *
   * @param source the file or other name of the text; it tells Terraform source
   */
  public static Optional<String> refusal(String source, String text) {
    return SourceLimits.refusal(source, text);
  }

  /** Whether a text is too long to be a policy or template, and is of no other form either. */
  public static boolean isLargeOther(String text) {
    return SourceLimits.isOther(text);
  }

  private static InputFile file(
      String source, InputShape shape, SourceNode root, List<Candidate> candidates)
      throws InputException {
    List<FoundPolicy> policies = new ArrayList<>();
    List<UnresolvedPolicy> unresolved = new ArrayList<>();
    for (Candidate candidate : candidates) {
      add(source, candidate, policies, unresolved);
    }
    return new InputFile(shape, policies, unresolved, ResourceAddresses.of(shape, root));
  }

  /**
   * Reads the keys, users and roles of a file: of a plan, as the plan will leave them.
   *
   * @param source the file or other name of the text, for locations
   * @throws InputException if the text is neither JSON nor YAML, if its form has neither keys nor
   *     principals, if a plan failed or defers changes, or if a policy or grant in it has a
   *     mistake; the message begins with file, line and column
   */
  public InputState state(String source, String text) throws InputException {
    SourceNode root = parse(source, text);
    InputShape shape = shape(root);
    requireNames(source, shape, root);
    StateSketch sketch =
        switch (shape) {
          case AUTHORIZATION_DETAILS -> AuthorizationState.of(root);
          case CLOUDFORMATION ->
              TemplateState.of(root, stated, options.contains(ReaderOption.MADE_UP_NAMES));
          case TERRAFORM_PLAN, TERRAFORM_STATE -> terraform(source, root);
          case AWS_OUTPUT -> OutputState.of(root, key, stated.account());
          case DOCUMENT -> documentState(source, root);
          case DOCUMENTS, OTHER ->
              throw new InputException(
                  SourceLocation.at(source, "", 1, 1),
                  "the file is "
                      + shape.words()
                      + "; "
                      + "it must be a template, a plan, a state or output of the AWS command line"
                      + " that names keys, users or roles");
        };
    return new StateReader(source, sketch, options).read(shape);
  }

  /** The stated name of a role of a template is not another one than the template gives. */
  private void requireNames(String source, InputShape shape, SourceNode root)
      throws InputException {
    if (shape == InputShape.CLOUDFORMATION) {
      Optional<Unresolved> contradiction = StatedNames.contradiction(root, stated);
      if (contradiction.isPresent()) {
        throw new InputException(
            contradiction.get().place().in(source), contradiction.get().reason());
      }
    }
  }

  private StateSketch terraform(String source, SourceNode root) throws InputException {
    Optional<Unresolved> refusal = TerraformState.refusal(root);
    if (refusal.isPresent()) {
      throw new InputException(refusal.get().place().in(source), refusal.get().reason());
    }
    return TerraformState.after(root, stated.account(), stated.region());
  }

  /**
   * The names of the resources that differ between two templates, or between two states or what two
   * plans leave, and that decide about policies which are in no layer of {@link #state}, such as
   * those of a role whose name is not known; none of other files.
   *
   * @param open the names of what the second file leaves open: of its gaps, and of the policies
   *     that are not resolved
   * @throws InputException if a text is neither JSON nor YAML
   */
  public static Set<String> changedOutsideLayers(String before, String after, Set<String> open)
      throws InputException {
    SourceNode was = parse("before", before);
    SourceNode is = parse("after", after);
    return switch (shape(is)) {
      case CLOUDFORMATION -> TemplateChange.of(was, is, open);
      case TERRAFORM_PLAN, TERRAFORM_STATE -> TerraformState.changedOutsideLayers(was, is);
      default -> Set.of();
    };
  }

  /**
   * The text of an identity policy without the statements about other services.
   *
   * @throws InputException if the text is neither JSON nor YAML
   */
  public static String kmsPart(String document) throws InputException {
    return new DocumentWriter(KmsParts.of(parse("policy", document))).json();
  }

  /**
   * The text of the parts of a file on which it depends what its policies say of KMS: of a
   * template, the resources that have policies and what they mention; of another file, all of it.
   *
   * @throws InputException if the text is neither JSON nor YAML
   */
  public static String decidingText(String source, String text) throws InputException {
    SourceNode root = parse(source, text);
    return shape(root) == InputShape.CLOUDFORMATION ? DecidingParts.text(root).orElse(text) : text;
  }

  /**
   * The names of the users and roles that a change of a template removes; none of other files.
   *
   * @throws InputException if a text is neither JSON nor YAML
   */
  public static Set<String> removedPrincipals(String before, String after) throws InputException {
    SourceNode is = parse("after", after);
    return shape(is) == InputShape.CLOUDFORMATION
        ? TemplateExistence.removedPrincipals(parse("before", before), is)
        : Set.of();
  }

  /**
   * The names of the users, roles and keys that a template has before and after a change, and that
   * may exist only after it, because the condition that decides about them is another one; none of
   * other files.
   *
   * @throws InputException if a text is neither JSON nor YAML
   */
  public static Set<String> perhapsNew(String before, String after) throws InputException {
    SourceNode is = parse("after", after);
    return shape(is) == InputShape.CLOUDFORMATION
        ? TemplateExistence.perhapsNew(parse("before", before), is)
        : Set.of();
  }

  /**
   * Reads the keys, users and roles before a plan is applied.
   *
   * @throws InputException as {@link #state}, and if the file is no plan
   */
  public InputState before(String source, String text) throws InputException {
    SourceNode root = plan(source, text);
    return new StateReader(
            source, TerraformState.before(root, stated.account(), stated.region()), options)
        .read(InputShape.TERRAFORM_PLAN);
  }

  private static SourceNode plan(String source, String text) throws InputException {
    SourceNode root = parse(source, text);
    InputShape shape = shape(root);
    if (shape != InputShape.TERRAFORM_PLAN) {
      throw new InputException(
          SourceLocation.at(source, "", 1, 1),
          "the file is " + shape.words() + "; only a plan has a state before it");
    }
    return root;
  }

  private StateSketch documentState(String source, SourceNode root) throws InputException {
    if (root.member("Grants").isPresent()) {
      return OutputState.of(root, key, stated.account());
    }
    if (key.isEmpty()) {
      throw new InputException(
          SourceLocation.at(source, "", 1, 1),
          "the file is a policy document, which does not name the key, user or role that it"
              + " belongs to");
    }
    KeySketch named = new KeySketch("", key.get(), false);
    named.policy().add(new Candidate("", PolicyType.KEY, root));
    StateSketch sketch = new StateSketch();
    sketch.keys().add(named);
    return sketch;
  }

  private static SourceNode parse(String source, String text) throws InputException {
    Optional<String> refusal = SourceLimits.refusal(source, text);
    if (refusal.isPresent()) {
      throw new InputException(SourceLocation.at(source, "", 1, 1), refusal.get());
    }
    if (SourceLimits.isOther(text)) {
      return new SourceNode.Members(List.of(), new Place("", 1, 1));
    }
    try {
      return ServerlessRoles.added(PrintedPolicy.read(text));
    } catch (InputSyntaxException malformed) {
      throw syntax(source, "", SourceNodes.form(text), malformed);
    }
  }

  private static InputException syntax(
      String source, String pointer, String form, InputSyntaxException malformed) {
    return new InputException(
        SourceLocation.at(source, pointer, malformed.line(), malformed.column()),
        "not " + form + ": " + malformed.getMessage(),
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
      case TERRAFORM_PLAN, TERRAFORM_STATE ->
          TerraformOutput.of(root, stated.account(), stated.region());
      case AWS_OUTPUT -> AwsOutput.of(root);
      case DOCUMENTS -> listed(root);
      case DOCUMENT, OTHER -> List.of();
    };
  }

  private static List<Candidate> listed(SourceNode root) {
    List<Candidate> found = new ArrayList<>();
    for (SourceNode document : root.elements()) {
      found.add(
          new Candidate(
              "#" + (found.size() + 1),
              namesPrincipals(document) ? PolicyType.KEY : PolicyType.IDENTITY,
              document));
    }
    return found;
  }

  private static boolean namesPrincipals(SourceNode document) {
    return document.holds(
        node -> node.member("Principal").isPresent() || node.member("NotPrincipal").isPresent());
  }

  private static void add(
      String source,
      Candidate candidate,
      List<FoundPolicy> policies,
      List<UnresolvedPolicy> unresolved)
      throws InputException {
    SourceNode document = document(source, candidate);
    List<Unresolved> open = unresolved(document).toList();
    if (!open.isEmpty()) {
      Place place = open.get(0).place();
      unresolved.add(
          new UnresolvedPolicy(
              candidate.name(),
              candidate.type(),
              reasons(open),
              place.in(source),
              !OtherServices.own(document),
              OpaqueDocument.of(document)
                  .map(
                      known ->
                          FoundPolicy.withOpaqueParts(candidate.name(), candidate.type(), known))));
      return;
    }
    policies.add(new FoundPolicy(candidate.name(), candidate.type(), document));
  }

  /** Each reason once, so that all missing values can be stated at once. */
  private static String reasons(List<Unresolved> open) {
    List<String> reasons = open.stream().map(Unresolved::reason).distinct().toList();
    int more = reasons.size() - MAX_REASONS;
    String first = reasons.stream().limit(MAX_REASONS).collect(Collectors.joining("; "));
    return more > 0 ? first + "; and " + more + " more" : first;
  }

  /** The document itself, also where it is inside a string, or a text of which parts are open. */
  static SourceNode document(String source, Candidate candidate) throws InputException {
    if (candidate.document() instanceof Unresolved open) {
      return OpaqueJson.of(open).orElse(open);
    }
    if (!(candidate.document() instanceof SourceNode.Text text)) {
      return candidate.document();
    }
    try {
      return SourceNodes.readInside(text);
    } catch (InputSyntaxException malformed) {
      throw syntax(source, text.place().pointer(), "JSON", malformed);
    }
  }

  /** What is unresolved inside a value. */
  static Stream<Unresolved> unresolved(SourceNode node) {
    return node instanceof Unresolved open
        ? Stream.of(open)
        : Stream.concat(
                node.members().stream().map(SourceNode.Member::value), node.elements().stream())
            .flatMap(PolicyInputs::unresolved);
  }
}
