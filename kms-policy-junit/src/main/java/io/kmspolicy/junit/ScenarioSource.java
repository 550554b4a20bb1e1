package io.kmspolicy.junit;

import io.kmspolicy.testing.ScenarioFile;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A file of scenarios as the arguments of a parameterized test in a class with {@link PolicyTest}.
 * The first parameter is a {@link ScenarioFile.Entry}. A condition key that a line does not state
 * is unknown, unless it follows from the caller and the key; member {@code absent} states absence.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @ScenarioSource("cases.jsonl")
 * void cases(ScenarioFile.Entry scenario, Policies policies) {
 *   assertThat(policies).answers(scenario);
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ArgumentsSource(ScenarioArguments.class)
public @interface ScenarioSource {

  /** A file with one scenario a line; found like the policies of {@link PolicyTest}. */
  String value();
}
