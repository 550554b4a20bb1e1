package io.kmspolicy.junit;

import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.TestInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Loads the policies of a class and gives them to its constructors and methods. */
public final class PolicyTestExtension implements BeforeAllCallback, ParameterResolver {

  /** For Jupiter. */
  public PolicyTestExtension() {}

  /** Loads the policies, so that a mistake in them fails the class and not each test. */
  @Override
  public void beforeAll(ExtensionContext context) {
    policies(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Policies.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return policies(context);
  }

  /** The policies of the class of a context, or of the class around it. */
  static Policies policies(ExtensionContext context) {
    Class<?> test = context.getRequiredTestClass();
    List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
    classes.add(test);
    Collections.reverse(classes);
    for (Class<?> one : classes) {
      PolicyTest annotation = one.getAnnotation(PolicyTest.class);
      if (annotation != null) {
        return PolicyTestRun.of(context)
            .policies(TestPaths.resolve(annotation.value(), one), annotation);
      }
    }
    throw new TestInputException(test.getName() + " has no annotation @PolicyTest");
  }
}
