package io.kmspolicy.model.writer;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.request.Scenario.Expectation;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes one scenario. */
final class ScenarioContent {

  private final JsonWriter out;
  private final Scenario scenario;
  private final RequestContext context;
  private final PolicySet policies;

  private ScenarioContent(JsonWriter out, Scenario scenario) {
    this.out = out;
    this.scenario = scenario;
    if (!(scenario.request().context() instanceof RequestContext listed)) {
      throw cannotWrite("a context that is no `RequestContext`");
    }
    this.context = listed;
    this.policies = WritableLayers.of(scenario.policies());
  }

  /** Writes the scenario as one value. */
  static void write(JsonWriter out, Scenario scenario) {
    new ScenarioContent(out, scenario).write();
  }

  static IllegalArgumentException cannotWrite(String what) {
    return new IllegalArgumentException("a scenario has no words for " + what);
  }

  private void write() {
    out.object(
        () -> {
          out.member("id", scenario.id());
          out.member("request").object(() -> request(scenario.request()));
          out.member("policies").object(() -> LayersWriter.write(out, policies));
          unknown();
          list("absent", scenario.absent());
          if (scenario.expectation() instanceof Expectation.Labelled labelled) {
            out.member("expected").object(() -> out.member("decision", labelled.decision().text()));
          }
        });
  }

  private void request(AuthorizationRequest request) {
    if (request.caller() instanceof Caller.AnyRoleSession) {
      throw cannotWrite("a session whose name is not known");
    }
    out.member("principal", request.caller().arn());
    if (request.caller() instanceof Caller.RoleSession session) {
      principalRole(session);
    } else if (request.caller() instanceof Caller.FederatedUser federated
        && !(federated.user() instanceof Caller.FederatingUser.Unidentified)) {
      throw cannotWrite("the user behind a federated session");
    }
    out.member("action", request.action());
    if (request.resource() instanceof KmsResource.UnknownKey
        || request.resource() instanceof KmsResource.NewKey) {
      throw cannotWrite("a key that is not known");
    }
    out.member("resource", request.resource().arn());
    out.member("context").object(() -> context());
    out.optionalMember("grantId", request.grantId());
    if (request.keyManager() != KeyManager.CUSTOMER) {
      out.member("keyManager", request.keyManager().name());
    }
    out.optionalMember("resourceAccount", request.resourceAccount());
  }

  private void principalRole(Caller.RoleSession session) {
    if (!(session.path() instanceof Caller.RolePath.Known path)) {
      throw cannotWrite("a role path that is not known");
    }
    if (!path.text().equals("/")) {
      out.optionalMember("principalRole", session.roleArn().orElse(""));
    }
  }

  /**
   * Writes the keys that are present. Spellings that differ only in letter case are one key: the
   * first spelling has the values of all, the others have an empty array.
   */
  private void context() {
    Set<String> written = new HashSet<>();
    for (String spelling : context.spellings()) {
      String name = LetterCase.lowerCase(spelling);
      if (context.get(name) instanceof ContextValue.Present present) {
        List<String> values = written.add(name) ? present.values() : List.of();
        out.member(spelling).bareOrArray(values, out::string);
      }
    }
  }

  private void unknown() {
    List<String> keys = unknownKeys();
    List<String> layers = new ArrayList<>();
    for (LayerName layer : LayerName.values()) {
      if (layer.isUnknown(policies)) {
        layers.add(layer.text());
      }
    }
    if (!keys.isEmpty() || !layers.isEmpty()) {
      out.member("unknown")
          .object(
              () -> {
                list("context", keys);
                list("policies", layers);
              });
    }
  }

  private void list(String member, List<String> names) {
    if (!names.isEmpty()) {
      out.member(member).array(names, out::string);
    }
  }

  private List<String> unknownKeys() {
    List<String> names = new ArrayList<>();
    for (String spelling : context.spellings()) {
      ContextValue value = context.get(LetterCase.lowerCase(spelling));
      if (value instanceof ContextValue.Unknown) {
        names.add(spelling);
      } else if (!(value instanceof ContextValue.Present)) {
        throw cannotWrite("a key listed as absent, or present without being known");
      }
    }
    context.unknownPrefixes().forEach(prefix -> names.add(prefix + "*"));
    return names;
  }
}
