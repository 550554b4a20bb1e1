package io.kmspolicy.engine;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Equivalent policy sets in another arrangement. */
final class Rearrangements {

  private Rearrangements() {}

  /** Shuffles all lists: policies, statements, tests, grants and their values. */
  static PolicySet shuffled(PolicySet set, Random random) {
    PolicySet policies =
        each(
            set,
            list ->
                shuffled(
                    list.stream()
                        .map(policy -> with(policy, shuffledStatements(policy.document(), random)))
                        .toList(),
                    random),
            levels -> shuffled(levels, random));
    return set.grants() instanceof GrantLayer.Known known
        ? policies.toBuilder().grants(shuffled(known, random)).build()
        : policies;
  }

  private static GrantLayer shuffled(GrantLayer.Known layer, Random random) {
    List<Grant> grants =
        layer.grants().stream()
            .map(one -> one.withOperations(shuffled(one.operations(), random)))
            .toList();
    return new GrantLayer.Known(shuffled(grants, random));
  }

  /** The same context with the values of each key shuffled. */
  static RequestContext shuffled(RequestContext context, Random random) {
    RequestContext.Builder builder = context.toBuilder();
    for (String name : context.spellings()) {
      if (context.get(name.toLowerCase(Locale.ROOT)) instanceof ContextValue.Present present) {
        builder.set(name, new ContextValue.Present(shuffled(present.values(), random)));
      }
    }
    return builder.build();
  }

  private static List<Statement> shuffledStatements(PolicyDocument document, Random random) {
    return shuffled(
        document.statements().stream().map(one -> shuffled(one, random)).toList(), random);
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }

  private static Statement shuffled(Statement statement, Random random) {
    PrincipalElement principal = statement.principal();
    if (principal instanceof PrincipalElement.Principal listed) {
      principal = new PrincipalElement.Principal(shuffled(listed.names(), random));
    } else if (principal instanceof PrincipalElement.NotPrincipal listed) {
      principal = new PrincipalElement.NotPrincipal(shuffled(listed.names(), random));
    }
    ActionElement action = statement.action();
    if (action instanceof ActionElement.Action listed) {
      action = new ActionElement.Action(shuffled(listed.patterns(), random));
    } else if (action instanceof ActionElement.NotAction listed) {
      action = new ActionElement.NotAction(shuffled(listed.patterns(), random));
    }
    ResourceElement resource = statement.resource();
    if (resource instanceof ResourceElement.Resource listed) {
      resource = new ResourceElement.Resource(shuffled(listed.patterns(), random));
    } else if (resource instanceof ResourceElement.NotResource listed) {
      resource = new ResourceElement.NotResource(shuffled(listed.patterns(), random));
    }
    List<Condition> tests = new ArrayList<>();
    for (Condition test : statement.condition().tests()) {
      tests.add(
          new Condition(
              test.operator(), test.key(), shuffled(test.values(), random), test.location()));
    }
    return new Statement(
        statement.sid(),
        statement.effect(),
        principal,
        action,
        resource,
        new ConditionBlock(shuffled(tests, random)),
        statement.location());
  }

  /** Each statement in its own document. */
  static PolicySet split(PolicySet set) {
    return each(
        set,
        policies -> {
          List<NamedPolicy> parts = new ArrayList<>();
          for (NamedPolicy policy : policies) {
            for (Statement statement : policy.document().statements()) {
              parts.add(with(policy, List.of(statement)));
            }
          }
          return parts;
        },
        levels -> levels);
  }

  /** All statements of one version in one document. */
  static PolicySet merged(PolicySet set) {
    return each(
        set,
        policies -> {
          Map<PolicyVersion, List<Statement>> byVersion = new LinkedHashMap<>();
          for (NamedPolicy policy : policies) {
            byVersion
                .computeIfAbsent(policy.document().version(), unused -> new ArrayList<>())
                .addAll(policy.document().statements());
          }
          List<NamedPolicy> wholes = new ArrayList<>();
          byVersion.forEach(
              (version, statements) ->
                  wholes.add(
                      new NamedPolicy(
                          "merged", new PolicyDocument(version, Label.absent(), statements))));
          return wholes;
        },
        levels -> levels);
  }

  /** An additional statement in every policy of a layer, if the layer has policies. */
  static PolicySet withStatement(
      PolicySet set, Worlds.LayerName layer, Statement withPrincipal, Statement without) {
    UnaryOperator<List<NamedPolicy>> named = policies -> added(policies, withPrincipal);
    UnaryOperator<List<NamedPolicy>> unnamed = policies -> added(policies, without);
    PolicySet.Builder builder = set.toBuilder();
    switch (layer) {
      case IDENTITY -> builder.identity(map(set.identity(), unnamed));
      case BOUNDARY -> builder.permissionsBoundary(map(set.permissionsBoundary(), unnamed));
      case SESSION -> builder.session(map(set.session(), unnamed));
      case SERVICE_CONTROL -> builder.serviceControl(map(set.serviceControl(), unnamed));
      case RESOURCE_CONTROL -> builder.resourceControl(map(set.resourceControl(), named));
      case KEY -> builder.key(map(set.key(), named));
      case ENDPOINT -> builder.vpcEndpoint(map(set.vpcEndpoint(), named));
      case GRANTS -> builder.grants(GrantLayer.none());
    }
    return builder.build();
  }

  private static List<NamedPolicy> added(List<NamedPolicy> policies, Statement statement) {
    return policies.stream()
        .map(
            policy -> {
              List<Statement> statements = new ArrayList<>(policy.document().statements());
              statements.add(statement);
              return with(policy, statements);
            })
        .toList();
  }

  private static NamedPolicy with(NamedPolicy policy, List<Statement> statements) {
    PolicyDocument document = policy.document();
    return new NamedPolicy(
        policy.name(), new PolicyDocument(document.version(), document.id(), statements));
  }

  private static PolicySet each(
      PolicySet set,
      UnaryOperator<List<NamedPolicy>> policies,
      UnaryOperator<List<OrganizationLayer.Level>> levels) {
    return new PolicySet(
        map(set.identity(), policies),
        map(set.permissionsBoundary(), policies),
        map(set.session(), policies),
        ordered(map(set.serviceControl(), policies), levels),
        ordered(map(set.resourceControl(), policies), levels),
        map(set.key(), policies),
        set.grants(),
        map(set.vpcEndpoint(), policies));
  }

  private static PolicyLayer map(PolicyLayer layer, UnaryOperator<List<NamedPolicy>> policies) {
    return layer instanceof PolicyLayer.Attached attached
        ? new PolicyLayer.Attached(policies.apply(attached.policies()))
        : layer;
  }

  private static OrganizationLayer map(
      OrganizationLayer layer, UnaryOperator<List<NamedPolicy>> policies) {
    if (!(layer instanceof OrganizationLayer.Levels known)) {
      return layer;
    }
    return new OrganizationLayer.Levels(
        known.levels().stream()
            .map(
                level ->
                    new OrganizationLayer.Level(level.target(), policies.apply(level.policies())))
            .toList());
  }

  private static OrganizationLayer ordered(
      OrganizationLayer layer, UnaryOperator<List<OrganizationLayer.Level>> levels) {
    return layer instanceof OrganizationLayer.Levels known
        ? new OrganizationLayer.Levels(levels.apply(known.levels()))
        : layer;
  }
}
