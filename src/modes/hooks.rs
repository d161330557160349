//! A script as a mode of a quiz: each hook called within the bounds, with the state bound to `this`.
//! A hook that fails leaves state and generator as they were.

use std::rc::Rc;

use rhai::{CallFnOptions, Dynamic, Map, Scope};

use super::bounds::Stopped;
use super::compile::Script;
use super::failure;
use super::handles::Turn as TurnHandle;
use super::place::name_of_function;
use super::results::{self, Wrong};
use super::values;
use crate::quiz::{Bar, Failure, Finish, Mode, Quiz, Rules, Scored, Selection, State, Turn};
use crate::text::{Problem, render};

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
        let made = self.call("start", quiz, Dynamic::from(quiz.clone()), Ok)?;
        let made = match made {
            // what `start` wrote into `this` itself stays
            None => return Ok(()),
            Some(made) if made.is_unit() => return Ok(()),
            Some(made) => made,
        };
        let wrong = if made.is_map() {
            values::check(&made).err().map(|wrong| not_plain(&wrong))
        } else {
            Some(Wrong {
                message: format!("start gave {}", values::describe(&made)),
                hint: "start gives the state as a map: `#{ streak: 0 }`".to_owned(),
            })
        };
        match wrong {
            None => {
                self.state = made;
                Ok(())
            }
            Some(wrong) => Err(self.wrong("start", quiz, wrong)),
        }
    }

    fn select(&mut self, quiz: &Rc<Quiz>) -> Result<Selection, Failure> {
        let chosen = self.call(
            "select",
            quiz,
            Dynamic::from(quiz.clone()),
            results::selection,
        )?;
        Ok(chosen.unwrap_or(Selection::BuiltIn))
    }

    fn score(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<Option<Scored>, Failure> {
        let name = self.program.name.clone();
        let handle = Dynamic::from(TurnHandle::now(quiz, turn));
        self.call("score", quiz, handle, |value| {
            results::scored(value, turn, &name)
        })
    }

    fn answered(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<(), Failure> {
        let handle = Dynamic::from(TurnHandle::now(quiz, turn));
        self.call("answered", quiz, handle, |_| Ok(())).map(|_| ())
    }

    fn feedback(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<Option<String>, Failure> {
        let handle = Dynamic::from(TurnHandle::now(quiz, turn));
        Ok(self
            .call("feedback", quiz, handle, results::feedback)?
            .flatten())
    }

    fn stop(&mut self, quiz: &Rc<Quiz>) -> Result<bool, Failure> {
        let stop = self.call("stop", quiz, Dynamic::from(quiz.clone()), results::stop)?;
        Ok(stop.unwrap_or(false))
    }

    fn progress(&mut self, quiz: &Rc<Quiz>) -> Result<Vec<Bar>, Failure> {
        let bars = self.look("progress", quiz, results::bars)?;
        Ok(bars.unwrap_or_default())
    }

    fn finish(&mut self, quiz: &Rc<Quiz>) -> Result<Finish, Failure> {
        let finish = self.look("finish", quiz, results::finish)?;
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
}

impl Script {
    /// Calls a hook that may change the state. Nothing if the mode does not have it.
    fn call<T>(
        &mut self,
        hook: &str,
        quiz: &Rc<Quiz>,
        argument: Dynamic,
        read: impl FnOnce(Dynamic) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Failure> {
        if !self.has(hook) {
            return Ok(None);
        }
        let before = self.state.clone();
        let position = quiz.draw(|chance| chance.position());
        let done = self
            .run(hook, argument)
            .map_err(Problems::Stopped)
            .and_then(|value| {
                values::check(&self.state).map_err(|wrong| Problems::Wrong(not_plain(&wrong)))?;
                read(value).map_err(Problems::Wrong)
            });
        done.map(Some).map_err(|problem| {
            self.state = before;
            quiz.draw(|chance| chance.go_to(position));
            match problem {
                Problems::Stopped(stopped) => self.stopped(hook, quiz, &stopped),
                Problems::Wrong(wrong) => self.wrong(hook, quiz, wrong),
            }
        })
    }

    /// Calls a hook that only looks: it is called when something is shown, so what it changes is
    /// forgotten, else a quiz would depend on how often one looks at it.
    fn look<T>(
        &mut self,
        hook: &str,
        quiz: &Rc<Quiz>,
        read: impl FnOnce(Dynamic) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Failure> {
        let before = self.state.clone();
        let position = quiz.draw(|chance| chance.position());
        let seen = self.call(hook, quiz, Dynamic::from(quiz.clone()), read);
        self.state = before;
        quiz.draw(|chance| chance.go_to(position));
        seen
    }

    fn run(&mut self, hook: &str, argument: Dynamic) -> Result<Dynamic, Stopped> {
        let Self {
            engine,
            watch,
            ast,
            state,
            ..
        } = self;
        watch.run(|| {
            let options = CallFnOptions::new().eval_ast(false).bind_this_ptr(state);
            engine.call_fn_with_options(options, &mut Scope::new(), ast, hook, (argument,))
        })
    }

    fn stopped(&self, hook: &str, quiz: &Quiz, stopped: &Stopped) -> Failure {
        self.failure(hook, quiz, &failure::of_call(&self.program, stopped))
    }

    fn wrong(&self, hook: &str, quiz: &Quiz, wrong: Wrong) -> Failure {
        let text = self.program.files.first().map_or("", |file| &file.text);
        let body = self
            .ast
            .iter_fn_def()
            .find(|f| f.name == hook)
            .map(|f| f.body.start_position());
        let span = name_of_function(0, text, body.unwrap_or(rhai::Position::NONE), hook);
        self.failure(
            hook,
            quiz,
            &Problem::at(span, wrong.message).hint(wrong.hint),
        )
    }

    fn failure(&self, hook: &str, quiz: &Quiz, problem: &Problem) -> Failure {
        let mut report = render::render(problem, &self.program.sources(), false);
        let name = &self.program.name;
        report.push_str(&format!("in the hook `{hook}` of the mode `{name}`"));
        match quiz.last() {
            Some(last) if hook != "start" => report.push_str(&format!(
                ", after {} answers, the last to `{}`\n",
                quiz.count(),
                last.question
            )),
            _ => report.push_str(", at the beginning of the quiz\n"),
        }
        Failure {
            mode: name.clone(),
            hook: hook.to_owned(),
            message: problem.message.clone(),
            report,
        }
    }
}

enum Problems {
    Stopped(Stopped),
    Wrong(Wrong),
}

fn not_plain(wrong: &values::NotPlain) -> Wrong {
    Wrong {
        message: format!("this{} {}", wrong.path, wrong.what),
        hint: "a state is plain data: numbers, texts, true and false, dates, arrays and maps"
            .to_owned(),
    }
}
