package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.template.form.ExpectedForm;
import io.kmspolicy.inputs.template.form.ParameterForm;
import io.kmspolicy.inputs.template.form.ResourceArns;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Finds the values that references name. */
final class References {

  private static final String ARN = ".Arn";

  private final Definitions definitions;
  private final SourceNode resources;
  private final SourceNode parameters;
  private final TemplateValues stated;
  private final Choices choices;
  private final UnaryOperator<SourceNode> resolver;
  private final Set<String> asked = new HashSet<>();

  References(SourceNode template, TemplateValues stated, UnaryOperator<SourceNode> resolver) {
    Members none = new Members(List.of(), template.place());
    this.definitions = new Definitions(template);
    this.resources = template.member("Resources").orElse(none);
    this.parameters = template.member("Parameters").orElse(none);
    this.stated = stated;
    this.choices = new Choices(template);
    this.resolver = resolver;
  }

  SourceNode ref(SourceNode argument, Place place) {
    if (!(argument instanceof Text text)) {
      return Intrinsics.malformed("Ref", place);
    }
    String name = text.text();
    if (name.startsWith("AWS::")) {
      return pseudo(name, place);
    }
    String value = stated.parameters().get(name);
    Optional<SourceNode> parameter = parameters.member(name);
    if (value != null) {
      return parameter.isPresent()
          ? StatedParameter.value(name, parameter.get(), value, place)
          : Intrinsics.text(value, place);
    }
    if (parameter.isPresent()) {
      return new Unresolved("the value of the parameter `" + name + "` is not stated", place);
    }
    return resources
        .member(name)
        .flatMap(resource -> physicalName(name, resource, place))
        .orElse(new Unresolved("`" + name + "` gets its name when it is deployed", place));
  }

  /** The text of a function whose value is one of some texts; empty if they cannot be listed. */
  Optional<String> choice(List<String> texts, Member function, String shown) {
    return OpaqueText.choice(texts, shown, definitions.of(function.value()));
  }

  /** What is known of a value that the template leaves open. */
  String opaque(Member function, String shown) {
    SourceNode argument = function.value();
    Optional<String> choice =
        OpaqueText.choice(choices.of(function), shown, definitions.of(argument));
    if (choice.isPresent()) {
      return choice.get();
    }
    if (function.name().equals("Ref") && argument instanceof Text name) {
      Optional<SourceNode> parameter = parameters.member(name.text());
      if (parameter.isPresent()) {
        return ParameterForm.opaque(name.text(), parameter.get(), shown, definitions.of(argument));
      }
      String type = type(name.text());
      Optional<String> arn = ResourceArns.ofReference(type);
      if (arn.isPresent()) {
        return filled(arn.get(), type, function, shown);
      }
      return OpaqueText.of(
          switch (name.text()) {
            case "AWS::AccountId" -> Kind.ACCOUNT;
            case "AWS::Region" -> Kind.REGION;
            case "AWS::Partition" -> Kind.PARTITION;
            case "AWS::URLSuffix" -> Kind.SUFFIX;
            case "AWS::StackName", "AWS::StackId" -> Kind.STACK_NAME;
            default -> isKey(type) ? Kind.KEY_ID : Kind.ANY;
          },
          shown,
          definitions.of(argument));
    }
    Optional<String> named =
        function.name().equals("Fn::GetAtt") ? nameOfArn(argument) : Optional.empty();
    if (named.filter(name -> resources.member(name).isEmpty()).isPresent()) {
      return OpaqueText.of(Kind.RESOURCE_ARN, shown, definitions.of(argument));
    }
    String type = named.map(this::type).orElse("");
    return ResourceArns.ofAttribute(type)
        .map(arn -> filled(arn, type, function, shown))
        .orElseGet(() -> OpaqueText.of(expected(function), shown, definitions.of(argument)));
  }

  /** The ARN of a resource of the stack, with what is known of the stack. */
  private String filled(String arn, String type, Member function, String shown) {
    Place place = function.namePlace();
    Kind kind =
        isKey(type)
            ? Kind.KEY_ID
            : type.equals("AWS::IAM::Role") ? Kind.ROLE_NAME : Kind.STACK_NAME;
    return arn.replace(ResourceArns.PARTITION, known("AWS::Partition", Kind.PARTITION, place))
        .replace(ResourceArns.REGION, known("AWS::Region", Kind.REGION, place))
        .replace(ResourceArns.ACCOUNT, known("AWS::AccountId", Kind.ACCOUNT, place))
        .replace(ResourceArns.NAME, OpaqueText.of(kind, shown, definitions.of(function.value())));
  }

  /** What another stack exports is a name or an ARN, and what a list holds has its own name. */
  private Kind expected(Member function) {
    return switch (function.name()) {
      case "Fn::ImportValue" -> Kind.NAMED;
      case "Fn::Split", "Fn::Select" ->
          function.value().elements().stream().anyMatch(this::isNamed) ? Kind.NAMED : Kind.ANY;
      case "Fn::FindInMap" ->
          function.value().elements().stream()
                  .anyMatch(
                      key ->
                          key instanceof Text text
                              && ExpectedForm.kind(text.text(), "") == Kind.NAMED)
              ? Kind.NAMED
              : Kind.ANY;
      default -> Kind.ANY;
    };
  }

  private boolean isNamed(SourceNode node) {
    return node.text("Ref")
        .flatMap(name -> parameters.member(name).map(found -> ParameterForm.kind(name, found)))
        .filter(Kind.NAMED::equals)
        .isPresent();
  }

  private static boolean isKey(String type) {
    return type.equals("AWS::KMS::Key") || type.equals("AWS::KMS::ReplicaKey");
  }

  /** The text of a value that is true if a condition of the template holds, or if it does not. */
  String truth(String condition, boolean holds) {
    return OpaqueText.of(
        holds ? Kind.TRUTH : Kind.OPPOSITE, "!If " + condition, definitions.named(condition));
  }

  private String known(String name, Kind kind, Place place) {
    return pseudo(name, place) instanceof Text text
        ? text.text()
        : OpaqueText.of(kind, "!Ref " + name);
  }

  /** The name of the resource whose ARN an argument asks for; empty if it asks for none. */
  private static Optional<String> nameOfArn(SourceNode argument) {
    String name =
        argument instanceof Text text
            ? text.text()
            : argument.elements().stream()
                .map(part -> part instanceof Text text ? text.text() : "")
                .collect(Collectors.joining("."));
    return Optional.of(name)
        .filter(text -> text.endsWith(ARN))
        .map(text -> text.substring(0, text.length() - ARN.length()));
  }

  /** The type of a resource; empty if there is none of this name. */
  private String type(String name) {
    return resources.member(name).flatMap(resource -> resource.text("Type")).orElse("");
  }

  private SourceNode pseudo(String name, Place place) {
    String value =
        switch (name) {
          case "AWS::AccountId" -> stated.account();
          case "AWS::Region" -> stated.region();
          case "AWS::Partition" -> partition();
          case "AWS::URLSuffix" -> suffix();
          case "AWS::NotificationARNs", "AWS::NoValue" -> "";
          default -> stated.parameters().getOrDefault(name, "");
        };
    return value.isEmpty()
        ? new Unresolved("the value of `" + name + "` is not stated", place)
        : Intrinsics.text(value, place);
  }

  private String partition() {
    return stated.region().isEmpty() ? "" : Partition.ofRegion(stated.region());
  }

  /** The domain of the partition's endpoints, where it is documented. */
  private String suffix() {
    return switch (partition()) {
      case "aws", "aws-us-gov" -> "amazonaws.com";
      case "aws-cn" -> "amazonaws.com.cn";
      default -> "";
    };
  }

  /** The name of a role or user, if the template gives it or the user states it. */
  private Optional<SourceNode> physicalName(String name, SourceNode resource, Place place) {
    String value = stated.parameters().get(name);
    if (value != null) {
      return Optional.of(Intrinsics.text(value, place));
    }
    String type = resource.text("Type").orElse("");
    Optional<SourceNode> given =
        switch (type) {
          case "AWS::IAM::Role" -> TemplateResource.raw(resource, "RoleName");
          case "AWS::IAM::User" -> TemplateResource.raw(resource, "UserName");
          case "AWS::KMS::Alias" -> TemplateResource.raw(resource, "AliasName");
          default -> Optional.empty();
        };
    if (given.isEmpty() || !asked.add(name)) {
      return Optional.empty();
    }
    SourceNode resolved = resolver.apply(given.get());
    asked.remove(name);
    return Optional.of(
        resolved instanceof Text known ? Intrinsics.text(known.text(), place) : resolved);
  }

  /** The ARN of a role, user or key with a known name; no other attribute is known. */
  SourceNode attribute(SourceNode argument, Place place) {
    String name;
    String attribute;
    List<SourceNode> parts = argument.elements();
    if (argument instanceof Text text && text.text().contains(".")) {
      int dot = text.text().indexOf('.');
      name = text.text().substring(0, dot);
      attribute = text.text().substring(dot + 1);
    } else if (parts.size() == 2
        && parts.get(0) instanceof Text first
        && parts.get(1) instanceof Text second) {
      name = first.text();
      attribute = second.text();
    } else {
      return Intrinsics.malformed("Fn::GetAtt", place);
    }
    Unresolved unknown =
        new Unresolved("`" + name + "." + attribute + "` is known when it is deployed", place);
    Optional<SourceNode> resource = resources.member(name);
    if (resource.isEmpty() || !attribute.equals("Arn")) {
      return unknown;
    }
    return resource.flatMap(found -> arn(name, found, place)).orElse(unknown);
  }

  /** Empty if the template does not give the name, or the resource is of another type. */
  private Optional<SourceNode> arn(String name, SourceNode resource, Place place) {
    Optional<SourceNode> physical = physicalName(name, resource, place);
    String type = resource.text("Type").orElse("");
    if (!type.equals("AWS::IAM::Role") && !type.equals("AWS::IAM::User")) {
      return type.startsWith("AWS::KMS::") ? keyArn(physical, place) : Optional.empty();
    }
    SourceNode path =
        TemplateResource.raw(resource, "Path").map(resolver).orElse(Intrinsics.text("/", place));
    if (!(physical.orElse(resource) instanceof Text own) || !(path instanceof Text folder)) {
      return Optional.empty();
    }
    SourceNode account = pseudo("AWS::AccountId", place);
    if (!(account instanceof Text id)) {
      return Optional.of(account);
    }
    SourceNode partition = pseudo("AWS::Partition", place);
    if (!(partition instanceof Text aws)) {
      return Optional.of(partition);
    }
    String kind = type.equals("AWS::IAM::User") ? "user" : "role";
    String principal = kind + folder.text() + own.text();
    return Optional.of(
        Intrinsics.text("arn:" + aws.text() + ":iam::" + id.text() + ":" + principal, place));
  }

  /** The ARN of a key whose id, or whose ARN, is stated. */
  private Optional<SourceNode> keyArn(Optional<SourceNode> physical, Place place) {
    if (physical.isEmpty() || !(physical.get() instanceof Text id)) {
      return Optional.empty();
    }
    if (id.text().startsWith("arn:")) {
      return physical;
    }
    SourceNode account = pseudo("AWS::AccountId", place);
    SourceNode region = pseudo("AWS::Region", place);
    return account instanceof Text owner && region instanceof Text where
        ? Optional.of(
            Intrinsics.text(
                "arn:"
                    + partition()
                    + ":kms:"
                    + where.text()
                    + ":"
                    + owner.text()
                    + ":key/"
                    + id.text(),
                place))
        : Optional.of(account instanceof Unresolved ? account : region);
  }
}
