package dev.jobs.examples.reports;

import static org.springframework.security.config.Customizer.withDefaults;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** The rights: users have their own reports, operators the actuator and the dashboard, everybody the login page and the health. */
@Configuration(proxyBeanMethods = false)
class Security {
    private static final String OPERATOR = "OPERATOR";

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    /** Prometheus logs in with each request, and has no session. */
    @Bean
    @Order(1)
    SecurityFilterChain actuator(final HttpSecurity http) {
        return http.securityMatcher("/actuator/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**")
                        .permitAll()
                        .anyRequest()
                        .hasRole(OPERATOR))
                .httpBasic(withDefaults())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(final HttpSecurity http) {
        // The page reads the token in the cookie XSRF-TOKEN, and sends it in the header X-XSRF-TOKEN, or as _csrf in a
        // form.
        final CsrfTokenRequestHandler everyAnswerHasTheToken =
                (request, response, token) -> token.get().getToken();
        final PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
        final HttpStatusEntryPoint unauthorized = new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED);
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/login.html", "/login.js", "/csrf.js", "/styles.css", "/icon.svg")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(login -> login.loginPage("/login.html")
                        .loginProcessingUrl("/login")
                        .defaultSuccessUrl("/", true)
                        .failureUrl("/login.html?refused"))
                .logout(logout -> logout.logoutSuccessUrl("/login.html?bye"))
                .exceptionHandling(refusals -> refusals
                        // A script is told so; only whoever asks for a page is sent to log in.
                        .defaultAuthenticationEntryPointFor(unauthorized, path.matcher("/jobs/**"))
                        .defaultAuthenticationEntryPointFor(unauthorized, path.matcher("/reports/**"))
                        .defaultAuthenticationEntryPointFor(unauthorized, path.matcher("/user")))
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(everyAnswerHasTheToken))
                .headers(headers ->
                        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
                .build();
    }

    /** Demo users, whose passwords everybody knows. */
    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ada").password("{noop}ada").roles("USER").build(),
                User.withUsername("bob").password("{noop}bob").roles("USER").build(),
                User.withUsername("operator")
                        .password("{noop}operator")
                        .roles(OPERATOR)
                        .build());
    }
}
