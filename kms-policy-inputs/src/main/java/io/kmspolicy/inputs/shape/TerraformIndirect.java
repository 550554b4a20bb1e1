package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.shape.Claim.Owner;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Resources that set policies in a form that is not read: those of Cloud Control, and stacks of
 * CloudFormation. They are left out, and what they may attach to a user or role is not known.
 */
final class TerraformIndirect {

  private static final String CLOUD_CONTROL = "awscc_";
  private static final Pattern STACK =
      Pattern.compile(
          "aws_(cloudformation|serverlessapplicationrepository_cloudformation)_stack.*"
              + "|aws_servicecatalog_provisioned_product");
  private static final Pattern CONCERNED = Pattern.compile("AWS::(IAM|KMS)::.*");

  /** The types of Cloud Control whose resources set or attach policies, or limits of them. */
  private static final Pattern DECIDING =
      Pattern.compile("awscc_((iam|kms|organizations|sso|controltower)_.*|ec2_vpc_endpoint)");

  /** The same types in the words of CloudFormation. */
  private static final Pattern DECIDING_TYPE =
      Pattern.compile("AWS::((IAM|KMS|Organizations|SSO|ControlTower)::.*|EC2::VPCEndpoint)");

  private static final List<String> GROUPS = List.of("group_name", "groups");
  private static final List<String> OWNERS =
      List.of("role_name", "roles", "user_name", "users", "group_name", "groups");

  /** The values that may name a user, group or role. */
  private static final List<String> NAMING =
      List.of("desired_state", "parameters", "template_body", "template_url");

  private final TerraformResource resource;
  private final StateSketch sketch;

  private TerraformIndirect(TerraformResource resource, StateSketch sketch) {
    this.resource = resource;
    this.sketch = sketch;
  }

  static void add(
      TerraformResources before, TerraformResources now, PrincipalGraph graph, StateSketch sketch) {
    Set<String> addresses = new LinkedHashSet<>();
    for (TerraformResources side : List.of(now, before)) {
      for (TerraformResource resource : side.managed(TerraformIndirect::is)) {
        if (addresses.add(resource.address())) {
          TerraformIndirect indirect = new TerraformIndirect(resource, sketch);
          indirect.leaveOut();
          indirect.leaveOpen(now, graph);
        }
      }
    }
  }

  /** Whether a resource is left out, as it is not read. */
  static boolean is(TerraformResource resource) {
    String type = resource.type();
    boolean isConcerned =
        resource.string("type_name").map(name -> CONCERNED.matcher(name).matches()).orElse(true);
    return type.startsWith(CLOUD_CONTROL + "iam_")
        || type.startsWith(CLOUD_CONTROL + "kms_")
        || STACK.matcher(type).matches()
        || (type.equals("aws_cloudcontrolapi_resource") && isConcerned);
  }

  /** Whether a change of a resource may change policies that are in no layer of the file. */
  static boolean mayDecide(TerraformResource resource) {
    String type = resource.type();
    return DECIDING.matcher(type).matches()
        || STACK.matcher(type).matches()
        || (type.equals("aws_cloudcontrolapi_resource")
            && resource
                .string("type_name")
                .map(name -> DECIDING_TYPE.matcher(name).matches())
                .orElse(true));
  }

  private void leaveOut() {
    sketch.leaveOut(
        resource.address(),
        resource.because("resources of the type `" + resource.type() + "` are not read"));
    if (!STACK.matcher(resource.type()).matches()) {
      claim(Owner.ROLE, "role_name", "roles");
      claim(Owner.USER, "user_name", "users");
    }
  }

  /** Its owners may be users and roles of other files. */
  private void claim(Owner owner, String one, String many) {
    Set<String> names = new LinkedHashSet<>(resource.strings(many));
    resource.string(one).ifPresent(names::add);
    boolean isAny =
        resource.isOpen(one)
            || resource.isOpen(many)
            || resource.type().equals("aws_cloudcontrolapi_resource")
            || (owner == Owner.USER && hasGroup());
    (isAny ? Set.of("") : names)
        .forEach(name -> sketch.claims().add(new Claim(owner, name, resource.address(), reason())));
  }

  private void leaveOpen(TerraformResources now, PrincipalGraph graph) {
    boolean ofGroup =
        hasGroup()
            || now.managed("aws_iam_group").stream()
                .flatMap(group -> group.string("name").stream())
                .anyMatch(this::mayName);
    for (TerraformResource owner : now.managed("aws_iam_role", "aws_iam_user")) {
      boolean isMember = ofGroup && owner.type().equals("aws_iam_user");
      if (isMember || owner.string("name").filter(this::mayName).isPresent()) {
        graph.policiesOf(owner.address()).ifPresent(layer -> layer.leaveOpen(reason()));
      }
    }
  }

  private boolean hasGroup() {
    return GROUPS.stream()
        .anyMatch(
            member ->
                resource.isOpen(member)
                    || resource.string(member).isPresent()
                    || !resource.strings(member).isEmpty());
  }

  private boolean mayName(String name) {
    Pattern word =
        Pattern.compile("(?i)(?<![\\w+=,.@-])" + Pattern.quote(name) + "(?![\\w+=,.@-])");
    return NAMING.stream().anyMatch(resource::isOpen)
        || OWNERS.stream().anyMatch(resource::isOpen)
        || resource
            .node()
            .member("values")
            .filter(
                values ->
                    values.holds(
                        part -> part instanceof Text text && word.matcher(text.text()).find()))
            .isPresent();
  }

  private Unresolved reason() {
    return resource.because("`" + resource.address() + "` may set its policies");
  }
}
