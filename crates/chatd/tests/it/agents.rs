//! The workers that act upon timers: virtual agents of every kind, the demo agents, and what happens by itself.

mod by_itself;
mod configured;
mod demo_agents;
mod documented;
mod example;
mod http;
mod scripts;
mod slow_server;
mod va_server;
mod virtual_agent;
