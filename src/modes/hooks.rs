//! A script as a mode of a quiz: each hook called within the bounds, with the state bound to `this`.
//! A hook that fails leaves state and generator as they were.

use std::rc::Rc;

use rhai::{Dynamic, Map, Position};

use super::bounds::Stopped;
use super::calls::Caller;
use super::failure;
use super::functions::Function;
use super::handles::Turn as TurnHandle;
use super::place::{name_of_function, word_at};
use super::results::{self, Wrong};
use super::script::Script;
use super::values;
use crate::quiz::{
    Action, Bar, Failure, Finish, Mode, Quiz, Rules, Scored, Selection, State, Turn,
};
use crate::text::{Problem, Span, render};

impl Mode for Script {
    fn name(&self) -> &str {
        &self.program.name
    }

    fn rules(&self) -> Rules {
        self.asks().clone()
    }

    fn may_stop(&self) -> bool {
        self.has("stop")
    }

    fn start(&mut self, quiz: &Rc<Quiz>) -> Result<(), Failure> {
        self.state = Map::new().into();
        self.watch.begin_quiz();
        let call = Call::on_quiz("start", quiz);
        let Some(made) = self.call(&call, Ok)? else {
            return Ok(());
        };
        // what `start` wrote into `this` itself stays
        if made.is_unit() {
            return Ok(());
        }
        match wrong_state(&made, self.watch.most_state()) {
            None => {
                self.state = made;
                Ok(())
            }
            Some(wrong) => Err(self.wrong(&call, wrong)),
        }
    }

    fn select(&mut self, quiz: &Rc<Quiz>) -> Result<Selection, Failure> {
        let chosen = self.call(&Call::on_quiz("select", quiz), results::selection)?;
        Ok(chosen.unwrap_or(Selection::BuiltIn))
    }

    fn score(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<Option<Scored>, Failure> {
        let scored = self.call(&Call::on_turn("score", quiz, turn), |value| {
            results::scored(value, turn)
        })?;
        Ok(scored)
    }

    fn answered(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<(), Failure> {
        self.call(&Call::on_turn("answered", quiz, turn), |_| Ok(()))?;
        Ok(())
    }

    fn feedback(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<Option<String>, Failure> {
        let line = self.call(&Call::on_turn("feedback", quiz, turn), results::feedback)?;
        Ok(line.flatten())
    }

    fn stop(&mut self, quiz: &Rc<Quiz>) -> Result<bool, Failure> {
        let stop = self.call(&Call::on_quiz("stop", quiz), results::stop)?;
        Ok(stop.unwrap_or(false))
    }

    fn actions(&mut self, quiz: &Rc<Quiz>) -> Result<Vec<Action>, Failure> {
        if !self.has("actions") {
            return Ok(Vec::new());
        }
        let functions = self.ast.iter_fn_def();
        let parameters = functions.map(|f| (f.name.to_string(), f.params.len()));
        let parameters: Vec<(String, usize)> = parameters.collect();
        let actions = self.call(&Call::on_quiz("actions", quiz), |value| {
            results::actions(value, &parameters)
        })?;
        Ok(actions.unwrap_or_default())
    }

    fn act(&mut self, quiz: &Rc<Quiz>, action: &Action) -> Result<(), Failure> {
        let Some(then) = &action.then else {
            return Ok(());
        };
        let call = Call {
            value: action.value.as_ref().map(values::from_json),
            ..Call::on_quiz(then, quiz)
        };
        self.call_function(&call, |_| Ok(()))?;
        Ok(())
    }

    fn progress(&mut self, quiz: &Rc<Quiz>) -> Result<Vec<Bar>, Failure> {
        let bars = self.look(&Call::on_quiz("progress", quiz), results::bars)?;
        Ok(bars.unwrap_or_default())
    }

    fn finish(&mut self, quiz: &Rc<Quiz>) -> Result<Finish, Failure> {
        let finish = self.look(&Call::on_quiz("finish", quiz), results::finish)?;
        Ok(finish.unwrap_or_default())
    }

    fn state(&self) -> State {
        values::to_json(&self.state)
    }

    fn restore(&mut self, state: &State) {
        self.state = match state {
            State::Object(_) => values::from_json(state),
            _ => Map::new().into(),
        };
    }

    fn recall(&mut self, failure: &Failure) {
        if failure.stopped > 0 {
            self.stopped.insert(failure.hook.clone(), failure.stopped);
        }
    }
}

/// A call of a hook, and what it is handed.
struct Call<'a> {
    hook: &'a str,
    quiz: &'a Rc<Quiz>,
    turn: Option<&'a Rc<Turn>>,
    /// Of an action.
    value: Option<Dynamic>,
}

impl<'a> Call<'a> {
    fn on_quiz(hook: &'a str, quiz: &'a Rc<Quiz>) -> Self {
        Self {
            hook,
            quiz,
            turn: None,
            value: None,
        }
    }

    fn on_turn(hook: &'a str, quiz: &'a Rc<Quiz>, turn: &'a Rc<Turn>) -> Self {
        Self {
            hook,
            quiz,
            turn: Some(turn),
            value: None,
        }
    }

    fn argument(&self) -> Dynamic {
        match self.turn {
            Some(turn) => Dynamic::from(TurnHandle::now(self.quiz, turn)),
            None => Dynamic::from(self.quiz.clone()),
        }
    }

    /// Where in the quiz it happens, for reports.
    fn occasion(&self) -> String {
        match (self.turn, self.quiz.last()) {
            (Some(turn), _) => format!("at the question `{}`", turn.question),
            (None, Some(last)) => format!("after the question `{}`", last.question),
            (None, None) => "at the beginning of the quiz".to_owned(),
        }
    }
}

impl Script {
    /// Calls a hook that may change the state. Nothing if the mode does not have it.
    fn call<T>(
        &mut self,
        call: &Call<'_>,
        read: impl FnOnce(Dynamic) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Failure> {
        if !self.has(call.hook) {
            return Ok(None);
        }
        self.call_function(call, read)
    }

    /// Calls a function of the mode that may change the state. Nothing if it was stopped too often.
    fn call_function<T>(
        &mut self,
        call: &Call<'_>,
        read: impl FnOnce(Dynamic) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Failure> {
        let times_stopped = self.stopped.get(call.hook).copied().unwrap_or(0);
        if times_stopped >= 2 {
            return Ok(None);
        }
        let watch = self.watch.clone();
        watch.counting(|| self.attempt(call, times_stopped, read))
    }

    fn attempt<T>(
        &mut self,
        call: &Call<'_>,
        times_stopped: u32,
        read: impl FnOnce(Dynamic) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Failure> {
        let before = self.uses_this.then(|| self.state.clone());
        let position = call.quiz.draw(|chance| chance.position());
        let done = self.run(call).and_then(|value| {
            let wrong = before
                .as_ref()
                .and_then(|_| wrong_state(&self.state, self.watch.most_state()));
            wrong.map_or_else(|| read(value), Err).map_err(Fault::Wrong)
        });
        done.map(Some).map_err(|fault| {
            if let Some(before) = before {
                self.state = before;
            }
            call.quiz.draw(|chance| chance.go_to(position));
            match fault {
                Fault::Stopped(stopped) => {
                    let mut problem = failure::of_call(&self.program, &stopped);
                    problem.place.get_or_insert_with(|| self.place(call.hook));
                    if failure::is_endless(&stopped) {
                        problem = self.with_loops(problem, call.hook);
                    }
                    let mut failure = self.failure(call, &problem);
                    if failure::is_endless(&stopped) {
                        failure.stopped = times_stopped + 1;
                        self.recall(&failure);
                    }
                    failure
                }
                Fault::Wrong(wrong) => self.wrong(call, wrong),
            }
        })
    }

    /// Calls a hook that only looks: it is called when something is shown, so what it changes is
    /// forgotten, else a quiz would depend on how often one looks at it.
    fn look<T>(
        &mut self,
        call: &Call<'_>,
        read: impl FnOnce(Dynamic) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Failure> {
        let before = self.state.clone();
        let position = call.quiz.draw(|chance| chance.position());
        let seen = self.call(call, read);
        self.state = before;
        call.quiz.draw(|chance| chance.go_to(position));
        seen
    }

    fn run(&mut self, call: &Call<'_>) -> Result<Dynamic, Fault> {
        let Self {
            engine,
            watch,
            caller,
            state,
            ..
        } = self;
        let called = watch.run(|| {
            let value = call.value.clone();
            caller.method(engine, call.hook, state, call.argument(), value)
        });
        called.map_err(|stopped| {
            self.caller = Caller::new(&self.engine, &self.ast);
            Fault::Stopped(stopped)
        })
    }

    fn wrong(&self, call: &Call<'_>, wrong: Wrong) -> Failure {
        let problem = Problem::at(self.place(call.hook), wrong.message).hint(wrong.hint);
        self.failure(call, &problem)
    }

    /// The name of the hook, where it is defined.
    pub(super) fn place(&self, name: &str) -> Span {
        let text = self.program.files.first().map_or("", |file| &file.text);
        let hook = self.ast.iter_fn_def().find(|f| f.name == name);
        let body = hook.map_or(Position::NONE, |hook| hook.body.start_position());
        name_of_function(0, text, body, name)
    }

    /// A problem of a bound, with the loops of the hook, or else those of the whole file, unless they
    /// are too many to tell anything: which of them it was is not known.
    pub(super) fn with_loops(&self, problem: Problem, hook: &str) -> Problem {
        const MOST: usize = 3;
        let text = self.program.files.first().map_or("", |file| &file.text);
        let functions = Function::all(&self.ast);
        let own = functions.iter().filter(|f| f.name == hook);
        let mut loops: Vec<Position> = own.flat_map(Function::loops).collect();
        if loops.is_empty() {
            loops = functions.iter().flat_map(Function::loops).collect();
        }
        if loops.len() > MOST {
            return problem;
        }
        loops.into_iter().fold(problem, |problem, position| {
            problem.related(word_at(0, text, position), "a loop")
        })
    }

    fn failure(&self, call: &Call<'_>, problem: &Problem) -> Failure {
        let name = &self.program.name;
        let message = problem.message.clone();
        if call.hook == "start" && self.is_thrown(problem) {
            return Failure {
                mode: name.clone(),
                hook: call.hook.to_owned(),
                place: None,
                report: message.clone(),
                message,
                stopped: 0,
            };
        }
        let (hook, occasion) = (call.hook, call.occasion());
        let sources = self.program.sources();
        let rendered = render::render(problem, &sources, false);
        let place = problem.place.and_then(|span| {
            let (line, column) = sources.line_and_column(span.file, span.start);
            Some(format!("{}:{line}:{column}", sources.get(span.file)?.name).into())
        });
        Failure {
            mode: name.clone(),
            hook: hook.to_owned(),
            message,
            place,
            stopped: 0,
            report: format!("{rendered}in the hook `{hook}` of the mode `{name}`, {occasion}\n"),
        }
    }
}

impl Script {
    /// Whether the script itself threw it: in `start` that is a refusal to begin, no mistake.
    fn is_thrown(&self, problem: &Problem) -> bool {
        problem.place.is_some_and(|span| {
            let file = self.program.files.get(usize::from(span.file));
            let start = usize::try_from(span.start).unwrap_or(usize::MAX);
            file.and_then(|file| file.text.get(start..))
                .is_some_and(|text| text.starts_with("throw"))
        })
    }
}

/// Why a call of a hook gave nothing.
enum Fault {
    Stopped(Stopped),
    Wrong(Wrong),
}

/// What is wrong with a state, if anything is.
fn wrong_state(state: &Dynamic, most: usize) -> Option<Wrong> {
    if !state.is_map() {
        return Some(Wrong {
            message: format!("the state is a map, and not {}", values::describe(state)),
            hint: "start gives it as a map: `#{ streak: 0 }`".to_owned(),
        });
    }
    let wrong = values::check(state, most).err()?;
    Some(Wrong {
        message: format!("this{} {}", wrong.path, wrong.what),
        hint: "a state is plain data: numbers, texts, true and false, dates, arrays and maps"
            .to_owned(),
    })
}
