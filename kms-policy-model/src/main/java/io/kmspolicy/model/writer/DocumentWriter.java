package io.kmspolicy.model.writer;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes one policy document in the canonical form that {@link PolicyWriter} describes. */
final class DocumentWriter {

  private final JsonWriter out;

  private DocumentWriter(JsonWriter out) {
    this.out = out;
  }

  /** Writes the document as one value. */
  static void write(JsonWriter out, PolicyDocument document) {
    new DocumentWriter(out).document(document);
  }

  private void document(PolicyDocument document) {
    out.object(
        () -> {
          out.optionalMember("Version", document.version().text());
          label("Id", document.id());
          out.member("Statement").array(document.statements(), this::statement);
        });
  }

  private void label(String member, Label label) {
    if (label instanceof Label.Text text) {
      out.member(member, text.text());
    }
  }

  private void statement(Statement statement) {
    out.object(
        () -> {
          label("Sid", statement.sid());
          out.member("Effect", statement.effect().text());
          principal(statement.principal());
          action(statement.action());
          resource(statement.resource());
          condition(statement.condition());
        });
  }

  private void principal(PrincipalElement element) {
    if (element instanceof PrincipalElement.Principal principal) {
      names("Principal", principal.names());
    } else if (element instanceof PrincipalElement.NotPrincipal notPrincipal) {
      names("NotPrincipal", notPrincipal.names());
    }
  }

  private void names(String member, List<PrincipalName> names) {
    out.member(member);
    if (names.contains(new PrincipalName.Everyone())) {
      if (names.size() > 1) {
        throw new IllegalArgumentException("`\"*\"` cannot be written beside other principals");
      }
      out.string("*");
      return;
    }
    Map<String, List<String>> byKind = new LinkedHashMap<>();
    for (PrincipalName name : names) {
      byKind.computeIfAbsent(name.member(), kind -> new ArrayList<>()).add(name.text());
    }
    out.object(
        () -> {
          for (Map.Entry<String, List<String>> kind : byKind.entrySet()) {
            out.member(kind.getKey()).bareOrArray(kind.getValue(), out::string);
          }
        });
  }

  private void action(ActionElement element) {
    if (element instanceof ActionElement.Action action) {
      actions("Action", action.patterns());
    } else if (element instanceof ActionElement.NotAction notAction) {
      actions("NotAction", notAction.patterns());
    }
  }

  private void actions(String member, List<ActionPattern> patterns) {
    out.member(member).bareOrArray(patterns, pattern -> out.string(pattern.text()));
  }

  private void resource(ResourceElement element) {
    if (element instanceof ResourceElement.Resource resource) {
      resources("Resource", resource.patterns());
    } else if (element instanceof ResourceElement.NotResource notResource) {
      resources("NotResource", notResource.patterns());
    }
  }

  private void resources(String member, List<ResourcePattern> patterns) {
    out.member(member).bareOrArray(patterns, pattern -> out.string(pattern.text()));
  }

  private void condition(ConditionBlock block) {
    if (block.tests().isEmpty()) {
      return;
    }
    Map<String, Map<String, List<ConditionValue>>> operators = new LinkedHashMap<>();
    for (Condition test : block.tests()) {
      String operator = test.operator().text();
      Map<String, List<ConditionValue>> keys =
          operators.computeIfAbsent(operator, name -> new LinkedHashMap<>());
      // Without values, the result is as open as that of a test that its source leaves open (1.11).
      List<ConditionValue> values = test.isOpen() ? List.of() : test.values();
      if (keys.putIfAbsent(test.key(), values) != null) {
        throw new IllegalArgumentException(
            "`" + test.key() + "` cannot be written twice under `" + operator + "`");
      }
    }
    out.member("Condition").object(() -> operators(operators));
  }

  private void operators(Map<String, Map<String, List<ConditionValue>>> operators) {
    for (Map.Entry<String, Map<String, List<ConditionValue>>> operator : operators.entrySet()) {
      out.member(operator.getKey()).object(() -> keys(operator.getValue()));
    }
  }

  private void keys(Map<String, List<ConditionValue>> keys) {
    for (Map.Entry<String, List<ConditionValue>> key : keys.entrySet()) {
      out.member(key.getKey()).bareOrArray(key.getValue(), this::value);
    }
  }

  /** Writes a condition value in its form (rule 1.11). */
  private void value(ConditionValue value) {
    switch (value.form()) {
      case STRING -> out.string(value.text());
      case NUMBER -> out.number(value.text());
      case OPAQUE ->
          throw new IllegalArgumentException("an opaque value beside others has no text");
      case BOOLEAN -> {
        if (!value.text().equals("true") && !value.text().equals("false")) {
          throw new IllegalArgumentException(
              Quoting.quoteShort(value.text()) + " is not a JSON boolean");
        }
        out.raw(value.text());
      }
    }
  }
}
