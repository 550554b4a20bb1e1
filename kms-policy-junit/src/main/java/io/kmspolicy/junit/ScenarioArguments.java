package io.kmspolicy.junit;

import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.ScenarioFile;
import io.kmspolicy.testing.TestInputException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Reads the scenarios of a {@link ScenarioSource}. A file with a problem gives none. */
public final class ScenarioArguments
    implements ArgumentsProvider, AnnotationConsumer<ScenarioSource> {

  private String file = "";

  /** For Jupiter. */
  public ScenarioArguments() {}

  @Override
  public void accept(ScenarioSource source) {
    file = source.value();
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Policies policies = PolicyTestExtension.policies(context);
    ScenarioFile read =
        ScenarioFile.read(TestPaths.resolve(file, context.getRequiredTestClass()), file, policies);
    if (!read.problems().isEmpty()) {
      throw new TestInputException(String.join("\n", read.problems()));
    }
    return read.scenarios().stream().map(Arguments::of);
  }
}
